import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogWindow } from '@/lib/domain/logs/log-page';
import { RemoteLog, type Fetcher } from './remote-store';

type Asked = Parameters<Fetcher['window']>[0];

const windowOf = (from: number, count: number, total: number, ended = true): LogWindow => ({
  sections: [],
  cause: undefined,
  notices: [],
  lines: Array.from({ length: count }, (_, i) => ({ at: 1, text: `line ${from + i}` })),
  from,
  total,
  ended,
  catchingUp: false,
  readAt: 1,
});

/** A server that says what it was asked, and answers the last of its answers for ever. */
function server(...answers: readonly (LogWindow | Error)[]) {
  const asked: Asked[] = [];
  const fetcher: Fetcher = {
    window: (ask) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(ask);
      if (!answer) return new Promise(() => undefined);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return { asked, fetcher };
}

beforeEach(() => vi.stubGlobal('document', { hidden: false }));

describe('a log whose beginning comes with its page', () => {
  it('is there from the first drawing on, and asks for nothing once it is over', async () => {
    const { asked, fetcher } = server();
    const log = new RemoteLog(fetcher, windowOf(0, 3, 3));
    expect([log.snapshot().total, log.snapshot().ended, log.line(2)?.text]).toEqual([
      3,
      true,
      'line 2',
    ]);
    log.start();
    await Promise.resolve();
    expect(asked).toEqual([]);
  });

  it('asks for what is behind it while it is written, and waits for that at the server', async () => {
    const { asked, fetcher } = server(windowOf(3, 1, 4));
    const log = new RemoteLog(fetcher, windowOf(0, 3, 3, false));
    log.start();
    await vi.waitFor(() => expect(log.snapshot().ended).toBe(true));
    expect(asked).toEqual([{ from: 3, count: 400, known: 3 }]);
    expect([0, 3].map((i) => log.line(i)?.text)).toEqual(['line 0', 'line 3']);
  });

  it('is taken when it comes a little later', async () => {
    const { asked, fetcher } = server();
    const log = new RemoteLog(fetcher, Promise.resolve(windowOf(0, 2, 2)));
    expect([log.snapshot().total, log.snapshot().catchingUp]).toEqual([0, true]);
    log.start();
    await vi.waitFor(() => expect(log.snapshot().total).toBe(2));
    expect(asked).toEqual([]);
  });

  it('asks by itself where it did not come, or could not be read', async () => {
    const { asked, fetcher } = server(windowOf(0, 2, 2));
    const log = new RemoteLog(fetcher, Promise.resolve(undefined));
    log.start();
    await vi.waitFor(() => expect(log.snapshot().total).toBe(2));
    expect(asked).toEqual([{ from: 0, count: 400, known: undefined }]);
  });

  it('asks by itself where the answer of the page was cut off', async () => {
    const { asked, fetcher } = server(windowOf(0, 2, 2));
    const log = new RemoteLog(fetcher, Promise.reject(new Error('Connection closed.')));
    log.start();
    await vi.waitFor(() => expect(log.snapshot().total).toBe(2));
    expect([asked, log.snapshot().problem]).toEqual([
      [{ from: 0, count: 400, known: undefined }],
      undefined,
    ]);
  });

  it('asks for the lines that the page had no room for when they are looked at', async () => {
    const { asked, fetcher } = server(windowOf(0, 300, 300));
    const log = new RemoteLog(fetcher, windowOf(0, 10, 300));
    log.start();
    log.want(0, 5);
    await vi.waitFor(() => expect(log.line(299)?.text).toBe('line 299'));
    expect(asked).toEqual([{ from: 0, count: 400 }]);
  });
});

describe('a log that is read from its page', () => {
  it('asks for its beginning again after a failure: it does not wait there for news', async () => {
    vi.useFakeTimers();
    const { asked, fetcher } = server(new Error('denied'), windowOf(0, 1, 1));
    const log = new RemoteLog(fetcher);
    log.start();
    await vi.advanceTimersByTimeAsync(1);
    expect(log.snapshot().problem).toBe('denied');
    await vi.advanceTimersByTimeAsync(2000);
    vi.useRealTimers();
    expect(asked.map((a) => a.known)).toEqual([undefined, undefined]);
    expect([log.snapshot().problem, log.line(0)?.text]).toEqual([undefined, 'line 0']);
  });
});
