'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import { useZoneName } from '@/lib/client/zone';
import { valueOf } from '@/lib/domain/insights/metric-value';
import type { Insights, Metric, MetricKey } from '@/lib/domain/insights/insights';
import { routes } from '@/lib/routes';
import { Sparkline } from '@/components/ui/sparkline';
import { TopicView } from '@/components/ui/topic-view';

const DAYS = 30;

const TITLES: Readonly<Record<MetricKey, readonly [title: string, none: string]>> = {
  frequency: ['Deployments', 'None yet'],
  lead: ['Lead time', 'Nothing deployed'],
  failures: ['Change failure rate', 'Nothing deployed'],
  restore: ['Time to restore', 'No failures'],
};

/** One value alone went nowhere. */
const isTrend = (values: readonly (number | undefined)[]): boolean =>
  values.filter((v) => v !== undefined).length > 1;

function Key({ metric: m }: { metric: Metric }) {
  const [title, none] = TITLES[m.key];
  const values = m.parts.map((p) => p.value);
  const isKnown = m.value !== undefined && !(m.key === 'frequency' && m.n === 0);
  const words = m.open > 0 && !isKnown ? 'Not restored yet' : none;
  const value = isKnown ? valueOf(m.key, m.value) : words;
  return (
    <li className="four-key">
      <span className="four-key-name">{title}</span>
      <span className={isKnown ? 'four-key-value' : 'four-key-value none'}>{value}</span>
      {isKnown && isTrend(values) && (
        <Sparkline values={values} label={`${title} over ${DAYS} days: ${value}`} />
      )}
    </li>
  );
}

const LOADING = (
  <div className="four-keys" aria-busy="true">
    {Object.values(TITLES).map(([title]) => (
      <div key={title} className="four-key">
        <span className="four-key-name">{title}</span>
        <i className="skeleton h-4 w-16" />
      </div>
    ))}
  </div>
);

export function KeyList({ metrics }: { metrics: readonly Metric[] }) {
  return (
    <ul className="four-keys">
      {metrics.map((m) => (
        <Key key={m.key} metric={m} />
      ))}
    </ul>
  );
}

/** What a history could not tell is said; a number is shown only of what was read. */
function Keys({ data, name }: { data: Insights; name: string }) {
  const problem = data.unreadable.find((u) => u.name === name)?.why;
  if (problem !== undefined) return <p className="p-4 text-muted">Not known: {problem}</p>;
  return data.coming > 0 ? LOADING : <KeyList metrics={data.metrics} />;
}

/** How fast and how safely this project's releases go. */
export function FourKeys({ name }: { name: string }) {
  const insights = useTopic('insights', [String(DAYS), name, useZoneName()]);
  return (
    <section className="card" aria-label="Four keys">
      <header className="card-head">
        <h2>Four keys, {DAYS} days</h2>
        <Link className="text-xs" href={routes.insightsOf(name)} prefetch={false}>
          Insights
        </Link>
      </header>
      <TopicView topic={insights} loading={LOADING}>
        {(data) => <Keys data={data} name={name} />}
      </TopicView>
    </section>
  );
}
