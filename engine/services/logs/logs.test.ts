import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let logs: CloudWatchLogs;
const THEN = Date.now() - 60_000;
const at = { logGroupName: 'g', logStreamName: 's' };
beforeAll(async () => {
  engine = await startTestEngine();
  logs = new CloudWatchLogs(engine.client);
  await logs.createLogGroup({ logGroupName: 'g' });
  await logs.createLogStream(at);
  await logs.putLogEvents({
    ...at,
    logEvents: Array.from({ length: 25 }, (_, i) => ({
      timestamp: THEN + i,
      message: `line ${i}`,
    })),
  });
});
afterAll(() => engine.stop());

const messages = (events: { message?: string }[] | undefined): string[] =>
  (events ?? []).map((e) => e.message ?? '');

describe('CloudWatch Logs', () => {
  it('pages forward from the head; at the end the same token comes back', async () => {
    const one = await logs.getLogEvents({ ...at, startFromHead: true, limit: 10 });
    const two = await logs.getLogEvents({ ...at, nextToken: one.nextForwardToken, limit: 20 });
    const end = await logs.getLogEvents({ ...at, nextToken: two.nextForwardToken });
    expect([
      messages(one.events)[0],
      messages(one.events).length,
      messages(two.events)[0],
      messages(two.events).length,
    ]).toEqual(['line 0', 10, 'line 10', 15]);
    expect([end.events, end.nextForwardToken]).toEqual([[], two.nextForwardToken]);
    await logs.putLogEvents({
      ...at,
      logEvents: [{ timestamp: THEN + 1000, message: 'later' }],
    });
    expect(
      messages((await logs.getLogEvents({ ...at, nextToken: end.nextForwardToken })).events),
    ).toEqual(['later']);
  });

  it('pages backward from the tail', async () => {
    const tail = await logs.getLogEvents({ ...at, limit: 2 });
    expect(messages(tail.events)).toEqual(['line 24', 'later']);
    expect(
      messages(
        (await logs.getLogEvents({ ...at, nextToken: tail.nextBackwardToken, limit: 2 })).events,
      ),
    ).toEqual(['line 22', 'line 23']);
  });

  it('names what is wrong', async () => {
    await expect(
      logs.getLogEvents({ logGroupName: 'none', logStreamName: 's' }),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await expect(logs.createLogGroup({ logGroupName: 'g' })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    await expect(
      logs.putLogEvents({
        ...at,
        logEvents: [
          { timestamp: 2, message: 'b' },
          { timestamp: 1, message: 'a' },
        ],
      }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('chronological') as string,
    });
    await expect(
      logs.filterLogEvents({ logGroupName: 'g', filterPattern: '{ $.a' }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('Invalid filter pattern') as string,
    });
    await expect(
      logs.putRetentionPolicy({ logGroupName: 'g', retentionInDays: 2 }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('takes of a batch what is neither too old nor too new, and says which it does not', async () => {
    const own = { logGroupName: 'times', logStreamName: 's' };
    await logs.createLogGroup({ logGroupName: 'times' });
    await logs.createLogStream(own);
    const now = Date.now();
    const put = (...hours: number[]): Promise<unknown> =>
      logs
        .putLogEvents({
          ...own,
          logEvents: hours.map((h) => ({ timestamp: now + h * 3_600_000, message: `at ${h}` })),
        })
        .then((r) => r.rejectedLogEventsInfo);
    expect(await put(-1, 1)).toBeUndefined();
    expect(await put(-14 * 24 - 3, -14 * 24 - 2, -14 * 24 + 2)).toEqual({
      tooOldLogEventEndIndex: 2,
    });
    expect(await put(1.5, 3, 4)).toEqual({ tooNewLogEventStartIndex: 1 });
    expect(await put(-15 * 24)).toEqual({ tooOldLogEventEndIndex: 1 });
    // What is rejected does not count for the span of a batch.
    expect(await put(-20 * 24, -2, 30)).toEqual({
      tooOldLogEventEndIndex: 1,
      tooNewLogEventStartIndex: 2,
    });
    await expect(put(-25, 0)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('24 hours') as string,
    });
    await logs.putRetentionPolicy({ logGroupName: 'times', retentionInDays: 3 });
    expect(await put(-3 * 24 - 1, -3 * 24 + 1)).toEqual({ expiredLogEventEndIndex: 1 });
    await logs.deleteRetentionPolicy({ logGroupName: 'times' });
    const { events } = await logs.getLogEvents({ ...own, startFromHead: true });
    expect(messages(events).sort()).toEqual([
      'at -1',
      'at -2',
      'at -334',
      'at -71',
      'at 1',
      'at 1.5',
    ]);
  });

  it('takes 10,000 events, and 1,048,576 bytes with 26 for each event', async () => {
    const own = { logGroupName: 'sizes', logStreamName: 's' };
    await logs.createLogGroup({ logGroupName: 'sizes' });
    await logs.createLogStream(own);
    const put = (count: number, length: number): Promise<unknown> =>
      logs.putLogEvents({
        ...own,
        logEvents: Array.from({ length: count }, () => ({
          timestamp: Date.now() - 1000,
          message: 'x'.repeat(length),
        })).map((e, _i, [first]) => ({ ...e, timestamp: first?.timestamp ?? 0 })),
      });
    await put(10_000, 10);
    await put(1, 1_048_550);
    for (const [count, length] of [
      [10_001, 1],
      [1, 1_048_551],
      [2, 524_263],
    ] as const)
      await expect(put(count, length)).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'FilterLogEvents with names and a prefix of streams',
      () =>
        logs.filterLogEvents({
          logGroupName: 'g',
          logStreamNames: ['s'],
          logStreamNamePrefix: 's',
        }),
    ],
    [
      'FilterLogEvents with a group by name and by ARN',
      () => logs.filterLogEvents({ logGroupName: 'g', logGroupIdentifier: 'g' }),
    ],
    [
      'DescribeLogGroups with a prefix and a pattern',
      () => logs.describeLogGroups({ logGroupNamePrefix: 'g', logGroupNamePattern: 'g' }),
    ],
    [
      'DescribeLogStreams by time with a prefix',
      () =>
        logs.describeLogStreams({
          logGroupName: 'g',
          orderBy: 'LastEventTime',
          logStreamNamePrefix: 's',
        }),
    ],
  ])('refuses %s', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('filters over all streams of a group, page by page', async () => {
    await logs.createLogStream({ logGroupName: 'g', logStreamName: 't' });
    await logs.putLogEvents({
      logGroupName: 'g',
      logStreamName: 't',
      logEvents: [
        { timestamp: THEN + 5, message: '{"level":"ERROR","ms":7}' },
        { timestamp: THEN + 6, message: '{"level":"INFO","ms":9}' },
      ],
    });
    expect(
      messages(
        (await logs.filterLogEvents({ logGroupName: 'g', filterPattern: '{ $.level = "ERROR" }' }))
          .events,
      ),
    ).toEqual(['{"level":"ERROR","ms":7}']);
    const found: string[] = [];
    for (let nextToken: string | undefined; ;) {
      const page = await logs.filterLogEvents({
        logGroupName: 'g',
        filterPattern: '?"line 1" ?INFO',
        limit: 4,
        nextToken,
      });
      found.push(...messages(page.events));
      if (!page.nextToken) break;
      nextToken = page.nextToken;
    }
    expect(found.sort()).toEqual([
      'line 1',
      ...Array.from({ length: 10 }, (_, i) => `line ${10 + i}`),
      '{"level":"INFO","ms":9}',
    ]);
  });

  it('spends only so much on an expression in one call; the token goes on to the match', async () => {
    const costly = { logGroupName: 'costly', logStreamName: 's' };
    await logs.createLogGroup({ logGroupName: 'costly' });
    await logs.createLogStream(costly);
    // A hundred states, twelve times a hundred thousand characters: more than one call may cost.
    const filterPattern = '%(a|b){33}c%';
    const texts = [...Array.from({ length: 12 }, () => 'ab'.repeat(50_000)), `${'ab'.repeat(17)}c`];
    for (const [i, message] of texts.entries())
      await logs.putLogEvents({
        ...costly,
        logEvents: [{ timestamp: THEN + i, message }],
      });
    const first = await logs.filterLogEvents({ logGroupName: 'costly', filterPattern });
    expect([first.events, first.nextToken === undefined]).toEqual([[], false]);
    const found: string[] = [];
    for (let nextToken = first.nextToken; nextToken;) {
      const page = await logs.filterLogEvents({ logGroupName: 'costly', filterPattern, nextToken });
      found.push(...messages(page.events));
      nextToken = page.nextToken;
    }
    expect(found).toEqual([texts.at(-1)]);
  });

  it('lets go of what is older than the retention, by the movable clock', async () => {
    await logs.createLogGroup({ logGroupName: 'short' });
    await logs.createLogStream({ logGroupName: 'short', logStreamName: 's' });
    await logs.putLogEvents({
      logGroupName: 'short',
      logStreamName: 's',
      logEvents: [{ timestamp: Date.now(), message: 'today' }],
    });
    await logs.putRetentionPolicy({ logGroupName: 'short', retentionInDays: 1 });
    const read = async (): Promise<string[]> =>
      messages(
        (
          await logs.getLogEvents({
            logGroupName: 'short',
            logStreamName: 's',
            startFromHead: true,
          })
        ).events,
      );
    expect(await read()).toEqual(['today']);
    await fetch(`${engine.endpoint}/_starboard/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceSeconds: 90_000 }),
    });
    expect(await read()).toEqual([]);
    await logs.deleteRetentionPolicy({ logGroupName: 'short' });
  });
});

describe('EventBridge', () => {
  it('keeps rules and targets, and refuses what it would not deliver', async () => {
    const events = new EventBridge(engine.client);
    await events.putRule({ Name: 'r', EventPattern: '{"source":["mine"]}' });
    expect((await events.describeRule({ Name: 'r' })).State).toBe('ENABLED');
    const put = await events.putTargets({
      Rule: 'r',
      Targets: [
        { Id: 'a', Arn: 'arn:aws:codepipeline:us-east-1:000000000000:p' },
        { Id: 'b', Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f' },
      ],
    });
    expect([put.FailedEntryCount, put.FailedEntries?.[0]?.TargetId]).toEqual([1, 'b']);
    await expect(events.deleteRule({ Name: 'r' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await events.removeTargets({ Rule: 'r', Ids: ['a'] });
    await events.deleteRule({ Name: 'r' });
    await expect(events.describeRule({ Name: 'r' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(
      events.putRule({ Name: 'x', EventPattern: '{"source":"mine"}' }),
    ).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
    expect(
      (
        await events.putEvents({
          Entries: [
            { Source: 'aws.s3', DetailType: 'x', Detail: '{}' },
            { Source: 'mine', DetailType: 'x', Detail: '{' },
          ],
        })
      ).Entries?.map((e) => e.ErrorCode),
    ).toEqual(['NotAuthorizedForSourceException', 'MalformedDetail']);
  });
});
