'use client';
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { TARGETS } from '@/components/templates/targets';

/** Where it runs. A template with one target says which, and asks nothing. */
export function TargetCards({
  targets,
  chosen,
  onChoose,
}: {
  targets: readonly string[];
  chosen: string;
  onChoose: (target: string) => void;
}) {
  const one = targets.length === 1 ? TARGETS[targets[0] ?? ''] : undefined;
  if (one)
    return (
      <p className="field">
        <span className="field-label">Target</span>
        <span>
          {one.name}. <span className="text-muted">{one.detail}.</span>
        </span>
      </p>
    );
  return (
    <fieldset className="field">
      <legend className="field-label">Target</legend>
      <RadioGroup
        className={`grid gap-2 ${targets.length > 2 ? '' : 'grid-cols-2'}`}
        aria-label="Target"
        value={chosen}
        onValueChange={(v) => {
          if (typeof v === 'string') onChoose(v);
        }}
      >
        {targets.map((t) => (
          <label key={t} className="radio-card">
            <Radio.Root className="radio" value={t}>
              <Radio.Indicator className="radio-dot" />
            </Radio.Root>
            <span>
              <b className="font-medium block">{TARGETS[t]?.name ?? t}</b>
              <span className="text-xs text-muted">{TARGETS[t]?.detail}</span>
            </span>
          </label>
        ))}
      </RadioGroup>
    </fieldset>
  );
}
