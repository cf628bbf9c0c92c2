import 'server-only';
import { awsRates, engineRates, type RatesOf } from './budget';

/** How old what is known of a pipeline may get, in ms: `each` for every pipeline there is, within these bounds. */
export interface Looks {
  readonly each: number;
  readonly least: number;
  readonly most: number;
}

/** The first and the longest of pauses that grow, in ms. */
type Growing = readonly [first: number, longest: number];

/**
 * How often a backend is asked, and how long it is waited for. The engine shares this machine and answers in
 * milliseconds; AWS's calls are counted, and take their time. All in ms, unless it says otherwise.
 */
export interface Pacing {
  /**
   * What was read is good until it gets old, also while no events come. Where that is not so, each round looks: it costs
   * nothing to ask.
   */
  readonly trustsAge: boolean;
  /** Between two reads of a followed topic: while something moves, and at rest. */
  readonly movingMs: number;
  readonly restMs: number;
  /** The pause after a read that took so long, where `wanted` is the time between two. */
  readonly pauseAfter: (wanted: number, tookMs: number) => number;
  /** Silence of the stream that means nothing, without events: longer than the pause between two rounds at rest. */
  readonly silentMs: number;
  /** How old a pipeline may get while its own page is open. */
  readonly openPipelineMs: number;
  /** How old one may get otherwise, while events come and without them. */
  readonly looks: {
    readonly events: Looks;
    readonly polling: Looks;
    /** One where something runs, without events: `each` for every pipeline that moves. */
    readonly moving: Looks;
  };
  /** Without events all of a pipeline is read again after so many looks that showed nothing new, not after a time alone. */
  readonly looksAWhole: number;
  /** How long what could not be read is not asked for again. */
  readonly failedMs: number;
  /** What is known may be shown while the next look at it waits its turn: until it is so many times as old as it may get. */
  readonly shownWhileWaiting: number;
  /** No event tells of a pipeline that was deleted, or made without running. */
  readonly namesMs: number;
  /** An account may have hundreds of stacks, ten a call. */
  readonly stacksMs: number;
  readonly addressesMs: number;
  /** No event tells of a deployment group that was made or changed, and each application is two calls. */
  readonly groupsMs: number;
  /** Between two looks at how far builds and deployments are that run: one call for all of them. */
  readonly phaseMs: number;
  /** No event tells of a pipeline's tags, and each is a call. */
  readonly labelsMs: number;
  /** Who calls, asked before a change. */
  readonly identityMs: number;
  /** How long a page waits for a row of which nothing is known. */
  readonly firstDeadlineMs: number;
  /** How long an approval waits for its evidence: what was found by then is shown, and that it is not all. */
  readonly evidenceMs: number;
  /** Between two reads of a log that is being written. */
  readonly logMs: number;
  /** How long after a deployment's end its instances may still send its log: the CloudWatch agent collects for five seconds. */
  readonly shippedMs: number;
  /** Between two looks at a stack on its way: what takes seconds here takes minutes on AWS. */
  readonly progress: Growing;
  /** Before what failed in passing is tried again. */
  readonly again: Growing;
  /** Between two searches for work that an earlier process has left unfinished. */
  readonly resumeMs: number;
  /** How many calls a second each API is given. */
  readonly ratesOf: RatesOf;
  /** The SDK itself waits for ever; a line that died says nothing. */
  readonly timeouts?: { readonly connectionTimeout: number; readonly socketTimeout: number };
}

const ENGINE_LOOKS: Looks = { each: 120, least: 2000, most: 60_000 };

const ENGINE: Pacing = {
  trustsAge: false,
  movingMs: 300,
  restMs: 2000,
  // It is never asked for more than a quarter of the time.
  pauseAfter: (wanted, tookMs) => Math.max(wanted, tookMs * 3),
  silentMs: 6000,
  openPipelineMs: 1500,
  // Each round asks.
  looks: {
    events: ENGINE_LOOKS,
    polling: ENGINE_LOOKS,
    moving: { each: 0, least: 1000, most: 1000 },
  },
  looksAWhole: 0,
  failedMs: 0,
  shownWhileWaiting: 0,
  namesMs: 2000,
  stacksMs: 1000,
  addressesMs: 1000,
  groupsMs: 2000,
  phaseMs: 500,
  labelsMs: 10_000,
  identityMs: 30_000,
  firstDeadlineMs: 10_000,
  evidenceMs: 4000,
  logMs: 60,
  shippedMs: 0,
  progress: [100, 2000],
  again: [200, 2000],
  resumeMs: 60_000,
  ratesOf: engineRates,
};

const AWS: Pacing = {
  trustsAge: true,
  movingMs: 3000,
  restMs: 15_000,
  pauseAfter: (wanted, tookMs) => Math.max(wanted - tookMs, tookMs / 2),
  silentMs: 25_000,
  openPipelineMs: 10_000,
  looks: {
    // For three hundred pipelines five calls a second.
    events: { each: 1500, least: 15_000, most: 60_000 },
    // 0.9 calls a minute and pipeline, what one look in twenty costs more included.
    polling: { each: 1500, least: 15_000, most: 90_000 },
    // Two thirds of five calls a second, so that the others are still looked at.
    moving: { each: 300, least: 2000, most: 60_000 },
  },
  looksAWhole: 20,
  failedMs: 10_000,
  // Ten that move leave three hundred others less than half of what these use at rest.
  shownWhileWaiting: 4,
  namesMs: 30_000,
  stacksMs: 30_000,
  addressesMs: 10_000,
  groupsMs: 300_000,
  phaseMs: 10_000,
  labelsMs: 24 * 3_600_000,
  // Asked anew.
  identityMs: 0,
  // Of hundreds the first that have come are shown; the others follow at the pace that AWS allows.
  firstDeadlineMs: 2500,
  evidenceMs: 4000,
  logMs: 1000,
  shippedMs: 15_000,
  progress: [3000, 5000],
  again: [5000, 60_000],
  resumeMs: 300_000,
  ratesOf: awsRates,
  // The longest silence of an answer that comes is that of a queue without messages, twenty seconds.
  timeouts: { connectionTimeout: 5000, socketTimeout: 30_000 },
};

export const PACING = { local: ENGINE, aws: AWS } as const;
