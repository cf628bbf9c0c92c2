import { Agent, request } from 'node:http';

/** What became of the requests of a client. */
export interface Sent {
  /** How many had each text as their answer. */
  readonly texts: ReadonlyMap<string, number>;
  /** Those without status 200, in words. */
  readonly lost: readonly string[];
  readonly total: number;
}

export interface SteadyClient {
  /** How many have had this answer by now. */
  count(text: string): number;
  stop(): Promise<Sent>;
}

/** Asks for a page so many times a second over connections that it keeps, whatever becomes of each. */
export function startClient(port: number, perSecond: number): SteadyClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const texts = new Map<string, number>();
  const lost: string[] = [];
  const pending = new Set<Promise<void>>();
  const began = performance.now();
  let sent = 0;
  const ask = (): Promise<void> =>
    new Promise((resolve) => {
      const at = Math.round(performance.now() - began);
      const failed = (why: string): void => {
        lost.push(`at ${at} ms: ${why}`);
        resolve();
      };
      const one = request({ host: '127.0.0.1', port, agent }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('error', (error) => failed(error.message));
        answer.on('end', () => {
          if (answer.statusCode !== 200) return failed(`${answer.statusCode ?? 0} ${text}`);
          texts.set(text, (texts.get(text) ?? 0) + 1);
          resolve();
        });
      });
      one.on('error', (error) => failed(error.message));
      one.end();
    });
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1000) * perSecond;
    for (; sent < due; sent++) {
      const p: Promise<void> = ask().finally(() => pending.delete(p));
      pending.add(p);
    }
  }, 5);
  return {
    count: (text) => texts.get(text) ?? 0,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(pending);
      agent.destroy();
      return { texts, lost, total: sent };
    },
  };
}
