'use client';
import type { Metric } from '@/lib/domain/insights/insights';
import { valueOf } from '@/lib/domain/insights/metric-value';
import { ABOUT, comparison, nothingWords, openWords } from './metric-words';

const HEIGHT = 28;

/** How a value went, part by part; a part without data is a gap, not a nought. */
export function Sparkbars({
  parts,
}: {
  parts: readonly { readonly from: number; readonly value: number | undefined }[];
}) {
  const most = Math.max(...parts.map((p) => p.value ?? 0), Number.EPSILON);
  return (
    <svg
      className="sparkbars"
      viewBox={`0 0 ${parts.length * 10} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {parts.map((p, i) => {
        if (!p.value) return null;
        const height = Math.max(1.5, (p.value / most) * HEIGHT);
        return <rect key={p.from} x={i * 10 + 1} width="8" y={HEIGHT - height} height={height} />;
      })}
    </svg>
  );
}

/** One number, what it was before, how it went; it opens the chart of it. */
export function MetricCard({
  metric: m,
  chosen,
  onChoose,
}: {
  metric: Metric;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { title } = ABOUT[m.key];
  const { words, isGood } = comparison(m);
  const value = m.value === undefined || (m.key === 'frequency' && m.n === 0) ? undefined : m.value;
  const said = value === undefined ? nothingWords(m) : valueOf(m.key, value);
  return (
    <button
      type="button"
      className="card metric"
      aria-pressed={chosen}
      aria-label={`${title}: ${said}. ${words}`}
      onClick={onChoose}
    >
      <span className="metric-title">{title}</span>
      <span className={value === undefined ? 'metric-none' : 'metric-value'}>{said}</span>
      <span className="metric-facts">
        <span
          className={isGood === undefined ? 'text-muted' : `k-${isGood ? 'ok' : 'wait'} warn-text`}
        >
          {words}
        </span>
        {value !== undefined && m.open > 0 && (
          <span className="text-muted">{openWords(m.open)}</span>
        )}
      </span>
      <Sparkbars parts={m.parts} />
    </button>
  );
}
