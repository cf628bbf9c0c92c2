import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LogFiles } from './log-files';
import type { Extent } from './log-format';

const root = mkdtempSync(join(tmpdir(), 'starboard-segments-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const files = new LogFiles(root);
const events = (
  from: number,
  n: number,
): { timestamp: number; ingestionTime: number; message: string }[] =>
  Array.from({ length: n }, (_, i) => ({
    timestamp: 1000 + from + i,
    ingestionTime: 5,
    message: `event ${from + i}`,
  }));

describe('events in files', () => {
  let extent: Extent | undefined;
  for (let i = 0; i < 50; i++) extent = files.append(extent, 'one', events(i * 97, 97));
  const e = extent as Extent;
  const ids = (range: Parameters<LogFiles['read']>[1]): number[] =>
    files.read(e, range).map((x) => x.id);

  it.each([1, 127, 128, 129, 2500, 4850])('event %i is read by itself', (id) => {
    expect(files.read(e, { limit: 1, after: id - 1 })).toEqual([
      { id, timestamp: 1000 + id - 1, ingestionTime: 5, message: `event ${id - 1}` },
    ]);
  });

  it('pages both ways, within times, and within a size', () => {
    expect(ids({ limit: 3, after: 126 })).toEqual([127, 128, 129]);
    expect(ids({ limit: 3, fromTail: true })).toEqual([4848, 4849, 4850]);
    expect(ids({ limit: 3, before: 130, fromTail: true })).toEqual([127, 128, 129]);
    expect(ids({ limit: 10, startTime: 3000, endTime: 3003 })).toEqual([2001, 2002, 2003]);
    expect(ids({ limit: 2, startTime: 3000, endTime: 3003, fromTail: true })).toEqual([2002, 2003]);
    expect(ids({ limit: 10, after: 4849 })).toEqual([4850]);
    expect(ids({ limit: 10, after: 4850 })).toEqual([]);
    expect(files.read(e, { limit: 100, maxBytes: 100 })).toHaveLength(3);
  });

  it("as a block of lines: one event each, over the index's entries too; what is too long is cut between characters", () => {
    const lines = Array.from({ length: 300 }, (_, i) => `line ${i} é\n`);
    const long = `${'é'.repeat(200_000)}\n`;
    const first = files.append(undefined, 'block', [
      { timestamp: 1, ingestionTime: 2, message: 'before' },
      { timestamp: 3, ingestionTime: 4, lines: Buffer.from(lines.join('')) },
    ]);
    const all = files.append(first, 'block', [
      { timestamp: 5, ingestionTime: 6, lines: Buffer.from(`${long}last`) },
    ]);
    expect(
      files
        .read(all, { limit: 400 })
        .slice(0, 301)
        .map((x) => x.message),
    ).toEqual(['before', ...lines]);
    expect(files.read(all, { limit: 2, after: 256 })).toEqual([
      { id: 257, timestamp: 3, ingestionTime: 4, message: lines[255] },
      { id: 258, timestamp: 3, ingestionTime: 4, message: lines[256] },
    ]);
    const rest = files.read(all, { limit: 9, after: 301 });
    expect([
      rest.length,
      rest
        .slice(0, -1)
        .map((x) => x.message)
        .join('') === long,
      rest.at(-1)?.message,
    ]).toEqual([3, true, 'last']);
  });

  it('as lines that are no text: cut all the same, and in the end', () => {
    const garbage = files.append(undefined, 'garbage', [
      {
        timestamp: 1,
        ingestionTime: 2,
        lines: Buffer.concat([Buffer.alloc(600_000, 0x80), Buffer.from('\nnext\n')]),
      },
    ]);
    const all = files.read(garbage, { limit: 20 });
    expect([all.length, all[3]?.message]).toEqual([4, 'next\n']);
  });

  it('of times that go back are found all the same', () => {
    const odd = files.append(
      files.append(undefined, 'odd', events(100, 200)),
      'odd',
      events(0, 50),
    );
    expect(
      files.read(odd, { limit: 500, startTime: 1010, endTime: 1012 }).map((x) => x.message),
    ).toEqual(['event 10', 'event 11']);
  });

  it('of many megabytes lie in several files; those that have expired go, the rest keeps its ids', () => {
    const big = 'x'.repeat(1024 * 1024);
    let large: Extent | undefined;
    for (let i = 0; i < 140; i++)
      large = files.append(large, 'big', [
        { timestamp: i, ingestionTime: 1, message: `${i} ${big}` },
      ]);
    const l = large as Extent;
    expect(readdirSync(join(root, 'big')).filter((f) => f.endsWith('.seg'))).toHaveLength(3);
    const left = files.expire(l, 100);
    files.sweep('big', left);
    expect(readdirSync(join(root, 'big')).filter((f) => f.endsWith('.seg'))).toHaveLength(2);
    expect(files.read(left, { limit: 1 })[0]?.id).toBe(65);
    expect(files.read(left, { limit: 1, after: 138 })[0]?.message.slice(0, 4)).toBe('138 ');
  });
});
