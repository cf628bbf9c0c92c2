'use client';
import { useAddressState } from '@/lib/client/address-state';
import { behind, durationIn, METRICS, type Insights } from '@/lib/domain/insights/insights';
import { Changes } from './changes';
import { MetricCard } from './metric';
import { ABOUT } from './metric-words';

/** The four keys: a card each, and the changes behind the chosen one. */
export function Delivery({ data }: { data: Insights }) {
  const [wanted, setWanted] = useAddressState('metric');
  const chosen = METRICS.find((m) => m === wanted) ?? 'frequency';
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
      <Changes
        title={ABOUT[chosen].title}
        changes={behind(chosen, data.changes)}
        left={data.changesLeft}
        took={(c) => (chosen === 'frequency' ? undefined : durationIn(chosen, c))}
      />
    </>
  );
}
