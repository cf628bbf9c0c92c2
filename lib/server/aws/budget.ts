import 'server-only';
import { rankOf, UnwantedError, type Turn } from './urgency';

/** How many calls an API is given. All rates are calls a second. */
export interface Rates {
  /** Where it begins, and what it comes back to slowly after AWS has throttled it. */
  readonly start: number;
  readonly most: number;
}

/** An API that goes on throttling is still asked so often: at less, three hundred pipelines would stay unread for many minutes. */
const LEAST = 1;
const SECOND = 1000;
/**
 * What a rate gains in a second in which calls had to wait and none was throttled, as a share of where it began: so much
 * when the last throttling is a minute ago. Before that it gains less, for AWS's limit is near; after it more, for the
 * limit has moved (as TCP's CUBIC does, RFC 9438).
 */
const GROWTH = 1 / 50;
const PROBED_MS = 60_000;
/** The share of the rate at which AWS throttled that is good to come back to, and what is gained of it in a second. */
const BACK_TO = 0.9;
const COMES_BACK = 0.1;
/** What of a rate is kept free for what is more urgent than a look at something at rest. */
const KEPT_FREE = 0.2;
/** What of a rate looks at something at rest may always use: what moves would leave them nothing else for minutes. */
const FOR_REST = 0.3;

/** When the next of calls that were `sent` at these times (in ms, the oldest first) may follow, at `rate` calls a second. */
function nextAt(sent: readonly number[], rate: number): number {
  // A rate of 2.5 is three calls in 1.2 seconds.
  const window = Math.ceil(rate);
  const oldest = sent.at(-window);
  return oldest === undefined ? 0 : oldest + (window / rate) * SECOND;
}

interface Waiting {
  readonly turn: Turn;
  readonly go: () => void;
  readonly drop: () => void;
}

/**
 * The calls to one API: never more than its rate in any second, the most urgent first and among equals the earliest.
 * The rate is halved when AWS throttles. While calls have to wait it comes back soon to a little less than was too much,
 * and from there on it feels its way.
 */
export class Budget {
  private rate: number;
  /** The rate at which AWS has throttled last. */
  private tooMuch = 0;
  private readonly waiting: Waiting[] = [];
  /** When the last calls were sent, in ms since the epoch, the oldest first. */
  private readonly sent: number[] = [];
  /** Those of them that were for something at rest. */
  private readonly sentForRest: number[] = [];
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

  /** Resolves with the time when the call may be sent; rejects when nobody wants it any more by then. */
  take(turn: Turn): Promise<number> {
    return new Promise((resolve, reject) => {
      this.waiting.push({
        turn,
        go: () => resolve(Date.now()),
        drop: () => reject(new UnwantedError('Nobody waits for it.')),
      });
      this.serve();
    });
  }

  /** AWS has taken a call. */
  taken(now = Date.now()): void {
    if (!this.waiting.length || now - Math.max(this.grownAt, this.heldAt) < SECOND) return;
    this.grownAt = now;
    this.rate = Math.min(this.rates.most, this.rate + this.gain(now));
  }

  /** AWS has throttled a call that was sent at `sentAt`: once for all that were under way when it began to. */
  throttled(sentAt: number, now = Date.now()): void {
    if (sentAt < this.heldAt) return;
    const lately = this.sent.filter((at) => now - at < SECOND).length;
    this.heldAt = now;
    this.tooMuch = Math.min(this.rate, Math.max(lately, LEAST));
    this.rate = Math.max(LEAST, this.tooMuch / 2);
  }

  /** What the rate gains now. */
  private gain(now: number): number {
    const missing = this.tooMuch * BACK_TO - this.rate;
    if (missing > 0) return Math.min(missing, this.tooMuch * COMES_BACK);
    const slowly = this.tooMuch ? ((now - this.heldAt) / PROBED_MS) ** 2 : 1;
    return this.rates.start * GROWTH * slowly;
  }

  /** When a call may be sent, in ms since the epoch. */
  private mayGoAt({ urgency }: Turn): number {
    const anything = nextAt(this.sent, this.rate);
    if (urgency !== 'rest') return anything;
    const leavingFree = nextAt(this.sent, Math.max(LEAST / 2, this.rate * (1 - KEPT_FREE)));
    return Math.max(
      anything,
      Math.min(leavingFree, nextAt(this.sentForRest, this.rate * FOR_REST)),
    );
  }

  private note(now: number, { urgency }: Turn): void {
    for (const times of urgency === 'rest' ? [this.sent, this.sentForRest] : [this.sent]) {
      times.push(now);
      if (times.length > 2 * Math.ceil(this.rates.most))
        times.splice(0, times.length - Math.ceil(this.rates.most));
    }
  }

  private serve(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.waiting.length) {
      const next = this.waiting.reduce((a, b) => (rankOf(b.turn) < rankOf(a.turn) ? b : a));
      if (next.turn.isWanted?.() === false) {
        this.waiting.splice(this.waiting.indexOf(next), 1);
        next.drop();
        continue;
      }
      const now = Date.now();
      const at = this.mayGoAt(next.turn);
      if (at > now) {
        this.timer = setTimeout(() => this.serve(), at - now);
        return;
      }
      this.waiting.splice(this.waiting.indexOf(next), 1);
      this.note(now, next.turn);
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
