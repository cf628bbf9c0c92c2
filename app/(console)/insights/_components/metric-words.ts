import {
  compare,
  type Measured,
  type Metric,
  type MetricKey,
} from '@/lib/domain/insights/insights';
import { valueOf } from '@/lib/domain/insights/metric-value';

interface About {
  readonly title: string;
  /** What it counts, one and many. */
  readonly counts: readonly [string, string];
  readonly none: string;
  readonly how: readonly string[];
}

const DAYS_END =
  'A day begins at midnight in the zone that you chose for times; today is not over yet.';

export const ABOUT: Readonly<Record<MetricKey, About>> = {
  frequency: {
    title: 'Deployment frequency',
    counts: ['deployment', 'deployments'],
    none: 'Nothing has been deployed',
    how: [
      'Successful deployments to the last environment of each pipeline, divided by the days of the period. ' +
        'Shown per day, or per week or month where that is less than one.',
      'A rollback is not counted: it deploys no change.',
      DAYS_END,
    ],
  },
  lead: {
    title: 'Lead time for changes',
    counts: ['deployment', 'deployments'],
    none: 'Nothing has been deployed',
    how: [
      'The median over successful deployments, from the start of the execution to the end of its deployment to the last environment. ' +
        'The 90th percentile is shown from ten deployments on.',
      'DORA counts from the commit. CodePipeline records when it received the push, so the time before the push is not included. Waiting for approval is.',
    ],
  },
  failures: {
    title: 'Change failure rate',
    counts: ['change', 'changes'],
    none: 'No deployments',
    how: [
      'Of the changes that reached the last environment, the share that failed there or was rolled back later.',
      'A change that failed earlier is not counted: nobody was served by it.',
    ],
  },
  restore: {
    title: 'Time to restore',
    counts: ['failure', 'failures'],
    none: 'No failures to restore from',
    how: [
      "The median time from a failed change to the environment's next good state, by a rollback or a later release. " +
        'DORA calls it failed deployment recovery time.',
      'A failure that is still open is not counted.',
    ],
  },
};

export const counted = (n: number, [one, many]: readonly [string, string]): string =>
  `${n} ${n === 1 ? one : many}`;

export const openWords = (open: number): string =>
  open === 1 ? 'One failure is still open' : `${open} failures are still open`;

/** The last bar of a chart, which is not over. */
export const partialWords = (step: number): string =>
  step === 1 ? 'Today so far' : 'This week so far';

/** What a card says in place of a number. */
export const nothingWords = (m: Metric): string => (m.open ? openWords(m.open) : ABOUT[m.key].none);

const wasWords = (key: MetricKey, before: Measured): string =>
  `${valueOf(key, before.value)} before`;

/** How a metric compares with the time before, and whether that is good. */
export function comparison(m: Metric): {
  readonly words: string;
  readonly isGood: boolean | undefined;
} {
  const is = compare(m);
  const { counts } = ABOUT[m.key];
  if (!m.before || is === 'not read')
    return { words: 'Earlier history not read', isGood: undefined };
  if (is === 'nothing before') return { words: `No ${counts[1]} before`, isGood: undefined };
  if (is === 'too few')
    return { words: `${counted(m.n, counts)}, ${m.before.n} before`, isGood: undefined };
  if (is === 'same')
    return { words: `About the same: ${wasWords(m.key, m.before)}`, isGood: undefined };
  return {
    words: `${is === 'better' ? 'Better' : 'Worse'}: ${wasWords(m.key, m.before)}`,
    isGood: is === 'better',
  };
}
