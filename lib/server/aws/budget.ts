import 'server-only';
import { rankOf, type Turn } from './urgency';

/** How many calls an API is given. All rates are calls a second. */
export interface Rates {
  /** Where it begins, and what it comes back to slowly after AWS has throttled it. */
  readonly start: number;
  readonly most: number;
}

/** An API that goes on throttling is still asked so often: at less, three hundred pipelines would stay unread for many minutes. */
const LEAST = 1;
const SECOND = 1000;
/** What a rate gains in a second in which calls had to wait and none was throttled, as a share of where it began. */
const GROWTH = 1 / 50;
/** What of a rate is kept free for what is more urgent than a look at something at rest. */
const KEPT_FREE = 0.2;

interface Waiting {
  readonly turn: Turn;
  readonly go: () => void;
}

/**
 * The calls to one API: never more than its rate in any second, the most urgent first and among equals the earliest.
 * The rate is halved when AWS throttles, and grows while calls have to wait.
 */
export class Budget {
  private rate: number;
  private readonly waiting: Waiting[] = [];
  /** When the last calls were sent, in ms since the epoch, the oldest first. */
  private readonly sent: number[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heldAt = 0;
  private grownAt = 0;

  constructor(private readonly rates: Rates) {
    this.rate = rates.start;
  }

  /** Calls a second that it gives now. */
  get perSecond(): number {
    return this.rate;
  }

  /** Resolves with the time when the call may be sent. */
  take(turn: Turn): Promise<number> {
    return new Promise((resolve) => {
      this.waiting.push({ turn, go: () => resolve(Date.now()) });
      this.serve();
    });
  }

  /** AWS has taken a call. */
  taken(now = Date.now()): void {
    if (!this.waiting.length || now - Math.max(this.grownAt, this.heldAt) < SECOND) return;
    this.grownAt = now;
    this.rate = Math.min(this.rates.most, this.rate + this.rates.start * GROWTH);
  }

  /** AWS has throttled a call that was sent at `sentAt`: once for all that were under way when it began to. */
  throttled(sentAt: number, now = Date.now()): void {
    if (sentAt < this.heldAt) return;
    const lately = this.sent.filter((at) => now - at < SECOND).length;
    this.heldAt = now;
    this.rate = Math.max(LEAST, Math.min(this.rate, Math.max(lately, LEAST)) / 2);
  }

  /** When a call may be sent that leaves `free` calls a second for others, in ms since the epoch. */
  private nextAt(free: number): number {
    const rate = Math.max(LEAST / 2, this.rate - free);
    // A rate of 2.5 is three calls in 1.2 seconds.
    const window = Math.ceil(rate);
    const oldest = this.sent.at(-window);
    return oldest === undefined ? 0 : oldest + (window / rate) * SECOND;
  }

  private serve(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.waiting.length) {
      const next = this.waiting.reduce((a, b) => (rankOf(b.turn) < rankOf(a.turn) ? b : a));
      const now = Date.now();
      const at = this.nextAt(next.turn.urgency === 'rest' ? this.rate * KEPT_FREE : 0);
      if (at > now) {
        this.timer = setTimeout(() => this.serve(), at - now);
        return;
      }
      this.waiting.splice(this.waiting.indexOf(next), 1);
      this.sent.push(now);
      if (this.sent.length > 2 * Math.ceil(this.rates.most))
        this.sent.splice(0, this.sent.length - Math.ceil(this.rates.most));
      next.go();
    }
  }
}

/**
 * Published quotas of an account and Region where they are less than what an API is given otherwise: CloudTrail user
 * guide, "Quotas" (LookupEvents: two a second); CloudWatch Logs user guide, "CloudWatch Logs quotas" (FilterLogEvents:
 * five a second in most Regions).
 */
const PUBLISHED: Readonly<Record<string, Rates>> = {
  'cloudtrail:LookupEvents': { start: 2, most: 2 },
  'logs:FilterLogEvents': { start: 5, most: 5 },
};

/** CodePipeline, CodeBuild and CodeDeploy publish none: begin low, and leave room for whoever else uses the account. */
const unpublished = (rate: number): Rates => ({ start: rate, most: 2 * rate });
/** The embedded engine has no quota, but can be told to throttle. */
const ENGINE: Rates = { start: 1000, most: 1000 };
/**
 * Thousands a second (S3 user guide, "Optimizing Amazon S3 performance": 5,500 reads a prefix), without a quota, or one
 * call that waits for twenty seconds (SQS).
 */
const PLENTY: Rates = { start: 100, most: 1000 };
const PLENTIFUL: ReadonlySet<string> = new Set(['s3', 'sqs', 'sts']);

/** What an API is given: `service` as IAM names it, `api` as IAM names its action, `rate` for one without a quota. */
export type RatesOf = (service: string, api: string, rate: number) => Rates;

export const engineRates: RatesOf = () => ENGINE;

export const awsRates: RatesOf = (service, api, rate) =>
  PLENTIFUL.has(service) ? PLENTY : (PUBLISHED[api] ?? unpublished(rate));
