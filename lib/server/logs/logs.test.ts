import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LineFile } from './line-file';
import { search } from './search';
import { StreamReader, type Batch } from './stream-reader';

const dir = mkdtempSync(join(tmpdir(), 'starboard-lines-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const signal = new AbortController().signal;
const query = { text: '', regex: false, matchCase: false };

describe('a file of lines', () => {
  const file = new LineFile(join(dir, 'a'));
  for (let i = 0; i < 100; i++)
    file.append(
      Array.from({ length: 1000 }, (_, j) => ({
        at: 1_700_000_000_000 + i * 1000 + j,
        text: `line ${i * 1000 + j} häß\u{1F600}`,
      })),
    );

  it.each([0, 63, 64, 65, 777, 50_000, 99_999])('gives line %i as it was written', (n) => {
    expect(file.read(n, 1)).toEqual([
      { at: 1_700_000_000_000 + n, text: `line ${n} häß\u{1F600}` },
    ]);
  });

  it('gives pages that meet, and nothing behind its end', () => {
    expect([...file.read(60, 10), ...file.read(70, 10)].map((l) => l.text)).toEqual(
      Array.from({ length: 20 }, (_, i) => `line ${60 + i} häß\u{1F600}`),
    );
    expect([file.read(99_998, 10).length, file.read(100_000, 1)]).toEqual([2, []]);
  });

  it('finds a time', () => {
    expect([
      file.atTime(0),
      file.atTime(1_700_000_077_777),
      file.atTime(2_000_000_000_000),
    ]).toEqual([0, 77_777, 100_000]);
  });

  it('is searched whole: text, pattern, case', async () => {
    expect(await search(file, { ...query, text: 'LINE 77777 ' }, signal)).toEqual({
      count: 1,
      lines: [77_777],
      upTo: 100_000,
    });
    expect(
      (await search(file, { ...query, text: 'LINE 77777 ', matchCase: true }, signal)).count,
    ).toBe(0);
    expect(
      await search(file, { ...query, text: '^line 9999\\d ', regex: true }, signal),
    ).toMatchObject({ count: 10 });
    const all = await search(file, { ...query, text: 'line' }, signal);
    expect([all.count, all.lines.length]).toEqual([100_000, 20_000]);
  });

  it('a pattern that is none says so, and one that would explode is only slow text to RE2', async () => {
    expect((await search(file, { ...query, text: '(', regex: true }, signal)).problem).toBeTruthy();
    const bad = new LineFile(join(dir, 'b'));
    bad.append([{ at: 0, text: 'a'.repeat(5000) }]);
    expect((await search(bad, { ...query, text: '(a+)+$b', regex: true }, signal)).count).toBe(0);
  });

  it('a line of ten megabytes is shown cut, and comes whole in the download', () => {
    const long = new LineFile(join(dir, 'c'));
    long.append([
      { at: 0, text: 'before' },
      { at: 0, text: 'x'.repeat(10_000_000) },
      { at: 0, text: 'after' },
    ]);
    expect(long.read(1, 2)).toMatchObject([{ cut: 10_000_000 - 16_384 }, { text: 'after' }]);
    expect([...long.texts()].flatMap((p) => p.lines).map((l) => l.length)).toEqual([
      6, 10_000_000, 5,
    ]);
    long.close();
    expect(readdirSync(dir)).not.toContain('c');
  });

  it('that is closed touches no other, though the system gives its number to the next', () => {
    const first = new LineFile(join(dir, 'd'));
    first.append([{ at: 0, text: 'one' }]);
    const reading = first.texts();
    first.close();
    const next = new LineFile(join(dir, 'e'));
    next.append([{ at: 0, text: 'two' }]);
    expect(() => first.append([{ at: 0, text: 'of another log' }])).toThrow('has expired');
    expect(() => first.read(0, 1)).toThrow('has expired');
    expect(() => reading.next()).toThrow('has expired');
    expect(next.read(0, 9)).toEqual([{ at: 0, text: 'two' }]);
  });
});

describe('the reader of a stream', () => {
  it('reads once for all who ask, waits for news, and knows where the log went wrong', async () => {
    let calls = 0;
    const at = (text: string): { at: number; text: string } => ({
      at: calls,
      text: `[Container] 2026/11/25 10:00:00.000000 ${text}`,
    });
    const batches: Batch[] = [
      {
        lines: [at('Entering phase BUILD'), at('Running command make')],
        cursor: '1',
        more: true,
        end: false,
      },
      { lines: [{ at: 2, text: 'Error: no rule' }], cursor: '2', more: false, end: false },
      {
        lines: [at('Command did not exit successfully make exit status 2')],
        cursor: '3',
        more: false,
        end: false,
      },
      { lines: [], cursor: '3', more: false, end: true },
    ];
    const asked: string[] = [];
    const reader = new StreamReader(join(dir, 'r'), {
      pauseMs: 1,
      next: (cursor) => {
        asked.push(cursor);
        return Promise.resolve(batches[calls++] ?? { lines: [], cursor, more: false, end: true });
      },
    });
    const [a, b] = await Promise.all([
      reader.window({ from: 0, count: 10 }),
      reader.window({ from: 0, count: 10 }),
    ]);
    expect(a.total).toBeGreaterThan(0);
    expect(b.total).toBe(a.total);
    await reader.whole();
    const w = await reader.window({ from: 2, count: 1 });
    let last = w;
    while (!last.ended) last = await reader.window({ from: 0, count: 0, known: last.total });
    expect(last).toMatchObject({
      total: 4,
      cause: { line: 2, command: 'make' },
      sections: [{ title: 'Build', failed: true }],
    });
    expect(asked).toEqual(['', '1', '2', '3']);
  });

  it('catches up once: lines that come while it is followed are news', async () => {
    let give: (batch: Batch) => void = () => undefined;
    let asked = (): void => undefined;
    const next = (): Promise<Batch> =>
      new Promise((resolve) => {
        give = resolve;
        asked();
      });
    const reader = new StreamReader(join(dir, 'c'), { pauseMs: 1, next });
    const after = async (total: number, more: boolean): Promise<boolean> => {
      const wanted = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const window = reader.window({ from: 0, count: 0, known: total });
      give({ lines: [{ at: total, text: 'tick' }], cursor: String(total), more, end: false });
      const { catchingUp } = await window;
      await wanted;
      return catchingUp;
    };
    void reader.window({ from: 0, count: 0 });
    expect([
      await after(0, true),
      await after(1, false),
      await after(2, true),
      await after(3, true),
    ]).toEqual([true, false, false, false]);
    give({ lines: [], cursor: '4', more: false, end: true });
  });

  it('says why it cannot read on, and goes on from where it stopped', async () => {
    let fail = true;
    const reader = new StreamReader(join(dir, 'p'), {
      pauseMs: 1,
      next: (cursor) =>
        fail
          ? Promise.reject(
              Object.assign(new Error('User: x is not authorized to perform: logs:GetLogEvents'), {
                name: 'AccessDeniedException',
              }),
            )
          : Promise.resolve({ lines: [{ at: 1, text: 'there' }], cursor, more: false, end: true }),
    });
    expect((await reader.window({ from: 0, count: 1 })).problem).toContain('logs:GetLogEvents');
    await expect(reader.whole()).rejects.toMatchObject({ kind: 'denied' });
    fail = false;
    expect(await reader.window({ from: 0, count: 1, known: 0 })).toMatchObject({
      total: 1,
      problem: undefined,
      lines: [{ text: 'there' }],
    });
  });
});
