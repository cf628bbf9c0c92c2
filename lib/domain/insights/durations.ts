import { isIn, type Period, type Window } from './period';
import { summaryOf, type Summary } from './statistics';

/** One run of something that takes time and is over: a build, a stage. */
export interface Sample {
  /** What ran: samples of the same key are compared with each other. */
  readonly key: string;
  /** What a page is opened by: a build's id, an execution's. */
  readonly id: string;
  /** When it began, in ms since the epoch. */
  readonly at: number;
  readonly ms: number;
  readonly good: boolean;
  /** What a person calls this run: `#12`, a commit. */
  readonly label: string;
}

export type DurationPoint = Omit<Sample, 'key'>;

export interface DurationPart extends Window, Summary {}

/** How long something took over a period. Summaries are of the runs that succeeded: one that fails ends early. */
export interface DurationSeries {
  readonly key: string;
  readonly name: string;
  /** What it is part of: of a stage its pipeline. */
  readonly of?: string | undefined;
  readonly runs: number;
  readonly failed: number;
  readonly took: Summary;
  /** The same time before; unset where it was not read. */
  readonly before: Summary | undefined;
  readonly parts: readonly DurationPart[];
  /** The newest runs, oldest first, and how many older ones are not drawn. */
  readonly points: readonly DurationPoint[];
  readonly left: number;
}

/** So many runs are drawn of each series. */
const POINTS = 80;

function seriesOf(
  all: readonly Sample[],
  period: Period,
  isWhole: boolean,
): Omit<DurationSeries, 'name' | 'of'> | undefined {
  const own = all.filter((s) => isIn(period, s.at)).sort((a, b) => a.at - b.at);
  const [first] = own;
  if (!first) return undefined;
  const good = all.filter((s) => s.good);
  const within = (w: Window): Summary =>
    summaryOf(good.filter((s) => isIn(w, s.at)).map((s) => s.ms));
  const points = own.slice(-POINTS);
  return {
    key: first.key,
    runs: own.length,
    failed: own.filter((s) => !s.good).length,
    took: within(period),
    before: isWhole ? within(period.before) : undefined,
    parts: period.parts.map((w) => ({ ...w, ...within(w) })),
    points: points.map(({ id, at, ms, good: isGood, label }) => ({
      id,
      at,
      ms,
      good: isGood,
      label,
    })),
    left: own.length - points.length,
  };
}

/** A series for each key that ran in the period, those with the longest median first. `since`: where what was read begins. */
export function durationsOf(
  samples: readonly Sample[],
  period: Period,
  nameOf: (key: string) => { readonly name: string; readonly of?: string | undefined },
  since: number | undefined = undefined,
): DurationSeries[] {
  const isWhole = since === undefined || since <= period.before.from;
  const groups = new Map<string, Sample[]>();
  for (const s of samples) {
    const own = groups.get(s.key);
    if (own) own.push(s);
    else groups.set(s.key, [s]);
  }
  return [...groups]
    .flatMap(([key, own]) => {
      const series = seriesOf(own, period, isWhole);
      return series ? [{ ...series, ...nameOf(key) }] : [];
    })
    .sort((a, b) => (b.took.median ?? 0) - (a.took.median ?? 0));
}
