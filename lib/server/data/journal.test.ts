import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { connectionTo } from '../aws/connection';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../../engine/testing/start';
import { JOURNAL_STREAM, journalGroup, readJournal } from './journal';

describe('a long journal', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
  });
  afterAll(() => engine.stop());

  it('is read from its end: the newest quarantine is there, however much came before it', async () => {
    const logs = new CloudWatchLogs(engine.client);
    const at = { logGroupName: journalGroup('shop'), logStreamName: JOURNAL_STREAM };
    await logs.createLogGroup(at);
    await logs.createLogStream(at);
    const began = Date.now() - 60_000;
    const entry = (i: number, type: string): object => ({
      timestamp: began + i,
      message: JSON.stringify({ type, reason: `no ${i}`, by: 'ada', executionId: 'e', sha: 's' }),
    });
    const all = Array.from({ length: 20_500 }, (_, i) => entry(i, 'release'));
    all.push(entry(all.length, 'quarantine'));
    for (let i = 0; i < all.length; i += 7000)
      await logs.putLogEvents({ ...at, logEvents: all.slice(i, i + 7000) as [] });
    const { entries, unread } = await readJournal(
      connectionTo({ backend: 'local', ...engine.client }),
      'shop',
    );
    expect(unread).toBeUndefined();
    expect(entries.at(-1)).toMatchObject({ type: 'quarantine', reason: 'no 20500' });
    expect(entries).toHaveLength(20_501);
    expect(entries.map((e) => e.at)).toEqual(entries.map((e) => e.at).sort((a, b) => a - b));
  });
});
