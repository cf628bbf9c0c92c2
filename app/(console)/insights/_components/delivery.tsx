'use client';
import { useAddressState } from '@/lib/client/address-state';
import { isIn } from '@/lib/domain/insights/period';
import { behind, durationIn, METRICS, type Insights } from '@/lib/domain/insights/insights';
import { Changes } from './changes';
import { useDates } from './dates';
import { MetricCard } from './metric';
import { MetricChart } from './metric-chart';
import { ABOUT } from './metric-words';

/** The four keys: a card each, the chart of the chosen one, and the executions behind it. */
export function Delivery({ data }: { data: Insights }) {
  const dates = useDates();
  const [wanted, setWanted] = useAddressState('metric');
  const [on, setOn] = useAddressState('on');
  const chosen = METRICS.find((m) => m === wanted) ?? 'frequency';
  const metric = data.metrics.find((m) => m.key === chosen);
  const part = data.period.parts.find((p) => dates.key(p.from) === on);
  const all = behind(chosen, data.changes);
  return (
    <>
      <div className="metrics" role="group" aria-label="The four keys">
        {data.metrics.map((m) => (
          <MetricCard
            key={m.key}
            metric={m}
            chosen={m.key === chosen}
            onChoose={() => setWanted(m.key === 'frequency' ? '' : m.key)}
          />
        ))}
      </div>
      {metric && (
        <MetricChart
          data={data}
          metric={metric}
          chosen={part?.from}
          onChoose={(from) => setOn(dates.key(from) === on ? '' : dates.key(from))}
        />
      )}
      <Changes
        title={ABOUT[chosen].title}
        changes={part ? all.filter((c) => isIn(part, c.at)) : all}
        left={part ? 0 : data.changesLeft}
        took={(c) => (chosen === 'frequency' ? undefined : durationIn(chosen, c))}
        aside={
          part && (
            <button
              type="button"
              className="chip"
              aria-pressed="true"
              aria-label={`${dates.span(part)}. Show the whole period`}
              onClick={() => setOn('')}
            >
              {dates.span(part)}
            </button>
          )
        }
      />
    </>
  );
}
