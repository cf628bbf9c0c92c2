import { Agent, get } from 'node:http';

/** One request of a steady client: when it was sent, in ms since the epoch, and what came back. */
export interface Answer {
  readonly at: number;
  readonly ms: number;
  readonly status: number;
  readonly body: string;
  /** What broke off instead of an answer. */
  readonly error?: string | undefined;
}

const TICK_MS = 10;

/** Asks at a steady rate over connections that are kept, whether or not answers come, and keeps every answer. */
export class SteadyClient {
  readonly answers: Answer[] = [];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly began = Date.now();
  private sent = 0;
  private readonly pending = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly url: string,
    private readonly perSecond: number,
  ) {
    this.timer = setInterval(() => this.sendDue(), TICK_MS);
  }

  /** What a rate owes by now is sent, so a busy machine loses none of it. */
  private sendDue(): void {
    const due = Math.floor(((Date.now() - this.began) * this.perSecond) / 1000);
    for (; this.sent < due; this.sent++) {
      const one = this.send().then((answer) => {
        this.answers.push(answer);
        this.pending.delete(one);
      });
      this.pending.add(one);
    }
  }

  private send(): Promise<Answer> {
    const at = Date.now();
    return new Promise((resolve) => {
      const ended = (rest: Pick<Answer, 'status' | 'body' | 'error'>): void =>
        resolve({ at, ms: Date.now() - at, ...rest });
      const request = get(this.url, { agent: this.agent, timeout: 30_000 }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => (body += text));
        response.on('end', () => ended({ status: response.statusCode ?? 0, body }));
        response.on('error', (e) => ended({ status: 0, body, error: e.message }));
      });
      request.on('timeout', () => request.destroy(new Error('no answer within 30 s')));
      request.on('error', (e) => ended({ status: 0, body: '', error: e.message }));
    });
  }

  /** How many have had this answer by now. */
  count(body: string): number {
    return this.answers.filter((a) => a.body === body).length;
  }

  /** Sends no more, and waits for what is under way. */
  async stop(): Promise<readonly Answer[]> {
    clearInterval(this.timer);
    await Promise.all(this.pending);
    this.agent.destroy();
    return this.answers;
  }
}

/** Answers that are none: broken off, or not the application's. */
export const lost = (answers: readonly Answer[]): readonly Answer[] =>
  answers.filter((a) => a.status !== 200);
