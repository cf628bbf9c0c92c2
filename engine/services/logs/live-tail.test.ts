import { CloudWatchLogs, type StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let logs: CloudWatchLogs;
const GROUP = 'arn:aws:logs:us-east-1:000000000000:log-group:g';
beforeAll(async () => {
  engine = await startTestEngine();
  // The SDK would ask at streaming-HOST.
  logs = new CloudWatchLogs({ ...engine.client, disableHostPrefix: true });
  await logs.createLogGroup({ logGroupName: 'g' });
  for (const logStreamName of ['a', 'b'])
    await logs.createLogStream({ logGroupName: 'g', logStreamName });
});
afterAll(() => engine.stop());

const put = (logStreamName: string, ...texts: string[]): Promise<unknown> =>
  logs.putLogEvents({
    logGroupName: 'g',
    logStreamName,
    logEvents: texts.map((message) => ({ timestamp: Date.now(), message })),
  });
/** The messages of a session until `last` comes. */
async function until(
  stream: AsyncIterable<StartLiveTailResponseStream> | undefined,
  last: string,
  begin: () => Promise<unknown>,
): Promise<string[]> {
  const got: string[] = [];
  for await (const event of stream ?? []) {
    if (event.sessionStart) await begin();
    got.push(
      ...(event.sessionUpdate?.sessionResults ?? []).map(
        (e) => `${e.logStreamName ?? ''}: ${e.message ?? ''}`,
      ),
    );
    if (got.some((m) => m.endsWith(last))) break;
  }
  return got;
}

describe('StartLiveTail', () => {
  it('sends what comes from now on, of the chosen streams and by the filter, in order', async () => {
    await put('a', 'ERROR before');
    const { responseStream } = await logs.startLiveTail({
      logGroupIdentifiers: [GROUP],
      logStreamNamePrefixes: ['a', 'new'],
      logEventFilterPattern: 'ERROR',
    });
    const got = await until(responseStream, 'last', async () => {
      await put('a', 'ERROR one', 'fine');
      await put('b', 'ERROR elsewhere');
      await logs.createLogStream({ logGroupName: 'g', logStreamName: 'new-stream' });
      await put('new-stream', 'ERROR two', 'ERROR last');
    });
    expect(got).toEqual(['a: ERROR one', 'new-stream: ERROR two', 'new-stream: ERROR last']);
  });

  it('ends after three hours', async () => {
    const { responseStream } = await logs.startLiveTail({ logGroupIdentifiers: [GROUP] });
    await fetch(`${engine.endpoint}/_starboard/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceSeconds: 3 * 3600 + 1 }),
    });
    await expect(until(responseStream, 'never', () => Promise.resolve())).rejects.toMatchObject({
      name: 'SessionTimeoutException',
    });
  });

  it.each([
    [
      { logGroupIdentifiers: [GROUP.replace(/g$/, 'none')] },
      'ResourceNotFoundException',
      'does not exist',
    ],
    [{ logGroupIdentifiers: ['g'] }, 'InvalidParameterException', 'no ARN'],
    [{ logGroupIdentifiers: [] }, 'InvalidParameterException', 'greater than or equal to 1'],
    [
      { logGroupIdentifiers: [GROUP], logEventFilterPattern: '{ $.a' },
      'InvalidParameterException',
      'filter pattern',
    ],
    [
      { logGroupIdentifiers: [GROUP], logStreamNames: ['a'], logStreamNamePrefixes: ['a'] },
      'InvalidParameterException',
      'together',
    ],
  ])('%j is refused: %s', async (input, name, message) => {
    await expect(logs.startLiveTail(input)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message) as string,
    });
  });
});
