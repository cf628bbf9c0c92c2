'use client';
import type { Metric, MetricKey } from '@/lib/domain/insights/insights';
import { duration } from '@/lib/domain/time';

interface About {
  readonly title: string;
  readonly how: string;
  /** Whether more is better. */ readonly up: boolean;
  readonly none: string;
}
export const ABOUT: Readonly<Record<MetricKey, About>> = {
  frequency: {
    title: 'Deployment frequency',
    up: true,
    none: 'Nothing has been deployed',
    how: 'How often executions were deployed to the last environment in this period: per day, or per week or month where that is less than once. Rollbacks do not count: they deploy no change.',
  },
  lead: {
    title: 'Lead time for changes',
    up: false,
    none: 'Nothing has been deployed',
    how: 'The median time, over those executions, from the start of the execution (the push) to the end of its deployment to the last environment. It includes waiting for approval, but not the time before the push.',
  },
  failures: {
    title: 'Change failure rate',
    up: false,
    none: 'No deployments',
    how: 'The share of executions that reached the last environment and failed there, or were rolled back later. Earlier failures do not count.',
  },
  restore: {
    title: 'Time to restore',
    up: false,
    none: 'No failures to restore from',
    how: "The median time from a failed change to the environment's next good state, by rollback or release. Failures that are still open do not count.",
  },
};

export function valueOf(key: MetricKey, value: number | undefined): string {
  if (value === undefined) return 'no data';
  if (key === 'failures') return `${Math.round(value * 100)} %`;
  if (key !== 'frequency') return duration(value);
  if (value === 0) return 'none';
  return value >= 1
    ? `${value.toFixed(1)} a day`
    : value * 7 >= 1
      ? `${(value * 7).toFixed(1)} a week`
      : `${(value * 30).toFixed(1)} a month`;
}

/** Bars by part of the window; a part without data is a gap, not a nought. */
function Bars({ metric: m }: { metric: Metric }) {
  const most = Math.max(...m.trend.map((t) => t ?? 0), Number.EPSILON);
  return (
    <svg
      className="bars"
      viewBox={`0 0 ${m.trend.length * 10} 32`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {m.trend.map((t, i) =>
        t === undefined || t === null ? null : (
          <rect
            key={i}
            x={i * 10 + 1}
            width="8"
            y={32 - Math.max(1, (t / most) * 32)}
            height={Math.max(1, (t / most) * 32)}
          />
        ),
      )}
    </svg>
  );
}

function Change({ metric: m }: { metric: Metric }) {
  if (m.value === undefined || m.before === undefined || (m.before === 0 && m.value === 0))
    return <span className="text-faint">nothing to compare with</span>;
  const better = m.value === m.before ? undefined : m.value > m.before === ABOUT[m.key].up;
  return (
    <span className={better === undefined ? 'text-faint' : `k-${better ? 'ok' : 'wait'} warn-text`}>
      {better === undefined ? 'as before' : better ? 'better' : 'worse'}: {valueOf(m.key, m.before)}{' '}
      the time before
    </span>
  );
}

const openWords = (open: number): string =>
  open === 1 ? 'One failure is still open' : `${open} failures are still open`;

/** One number, what it was before, how it went, how it is computed; it opens the executions behind it. */
export function MetricCard({
  metric: m,
  open,
  onOpen,
}: {
  metric: Metric;
  open: boolean;
  onOpen: () => void;
}) {
  const about = ABOUT[m.key];
  const value = m.value === undefined ? undefined : valueOf(m.key, m.value);
  const none = m.open ? openWords(m.open) : about.none;
  return (
    <section className="card metric" aria-label={about.title}>
      <h2>{about.title}</h2>
      <button
        type="button"
        className="metric-value"
        aria-expanded={open}
        aria-label={`${about.title}: ${value ?? none}. Show the executions`}
        onClick={onOpen}
      >
        {value ?? <span className="text-faint">{none}</span>}
      </button>
      <p className="text-xs">
        <Change metric={m} />
        {m.value !== undefined && m.open > 0 && (
          <span className="text-faint">; {openWords(m.open)}</span>
        )}
      </p>
      <Bars metric={m} />
      <details className="text-xs text-muted">
        <summary>How is this calculated?</summary>
        <p>{about.how}</p>
      </details>
    </section>
  );
}
