import { describe, expect, it } from 'vitest';
import type { LogWindow } from './log-page';
import { HEAD, nextAsk, NOTHING, shortenedLines, taken, type ShortenedLog } from './shortened-log';

const source = { kind: 'build', key: 'a1', label: 'Compile', id: 'p:1' } as const;
/** A server with a log of this many lines whose POST_BUILD begins 100 lines before the end. */
const server =
  (total: number, more: Partial<LogWindow> = {}) =>
  (ask: { from: number; count: number }): LogWindow => ({
    lines: Array.from({ length: Math.max(0, Math.min(ask.count, total - ask.from)) }, (_, i) => ({
      at: ask.from + i,
      text: `line ${ask.from + i}`,
    })),
    from: Math.min(ask.from, total),
    total,
    ended: true,
    catchingUp: false,
    readAt: 1,
    notices: [],
    cause: undefined,
    sections: [
      { title: 'Before the phases', key: 'before', from: 0, to: 10, failed: false },
      { title: 'Build', key: 'BUILD 10', from: 10, to: total - 100, failed: true },
      {
        title: 'Post-build',
        key: `POST_BUILD ${total - 100}`,
        from: total - 100,
        to: total,
        failed: false,
      },
    ],
    ...more,
  });

function readAll(answer: (ask: { from: number; count: number }) => LogWindow): {
  log: ShortenedLog;
  asks: number;
} {
  let log = NOTHING;
  let asks = 0;
  for (let ask = nextAsk(log); ask; ask = nextAsk(log)) {
    log = taken(log, ask, answer(ask));
    if (++asks > 50) throw new Error('asks without an end');
  }
  return { log, asks };
}

describe("a build's log beside others", () => {
  it('that is short is whole', () => {
    const { log, asks } = readAll(server(4500));
    expect(shortenedLines(log, source).map((l) => l.text)).toEqual(
      Array.from({ length: 4500 }, (_, i) => `line ${i}`),
    );
    expect(asks).toBe(3);
  });

  it('that is long has its beginning, where it went wrong, and its end, and says what is left out', () => {
    const { log, asks } = readAll(
      server(1_000_000, { cause: { line: 500_000, command: undefined, commandLine: undefined } }),
    );
    const lines = shortenedLines(log, source);
    expect(lines.map((l) => l.text).filter((t) => t.startsWith('…'))).toEqual([
      expect.stringContaining('479,000 lines omitted'),
      expect.stringContaining('497,000 lines omitted'),
    ]);
    expect([
      lines[HEAD - 1]?.text,
      lines.some((l) => l.text === 'line 500000'),
      lines.at(-1)?.text,
    ]).toEqual(['line 19999', true, 'line 999999']);
    expect([
      lines.find((l) => l.text === 'line 500000')?.step,
      lines.find((l) => l.text.startsWith('…'))?.step,
    ]).toEqual(['a1/BUILD', 'a1/BUILD']);
    expect(asks).toBe(12);
  });

  it('follows the end of one that is being written, and then has its last lines', () => {
    let log = NOTHING;
    const step = (answer: (ask: { from: number; count: number }) => LogWindow): void => {
      const ask = nextAsk(log);
      if (ask) log = taken(log, ask, answer(ask));
    };
    for (let i = 0; i < 10; i++) step(server(60_000, { ended: false }));
    for (const total of [60_000, 60_500, 61_000]) step(server(total, { ended: false }));
    expect(shortenedLines(log, source).at(-1)?.text).toBe('line 60999');
    step(server(61_200, { ended: true }));
    for (let ask = nextAsk(log); ask; ask = nextAsk(log))
      log = taken(log, ask, server(61_200)(ask));
    expect(shortenedLines(log, source).at(-1)?.text).toBe('line 61199');
  });

  it('that ends within its beginning, or has no line, is not asked for again', () => {
    expect(nextAsk(readAll(server(HEAD)).log)).toBeUndefined();
    expect(readAll(server(0)).asks).toBe(1);
  });
});
