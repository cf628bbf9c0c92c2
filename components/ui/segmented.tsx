'use client';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';

/** One of a few; arrow keys move, one is always chosen. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly (readonly [T, ReactNode])[];
  onChange: (value: T) => void;
}) {
  return (
    <ToggleGroup
      className="segmented"
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next as T);
      }}
    >
      {options.map(([key, text]) => (
        <Toggle key={key} value={key} className="segment">
          {text}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}

/** A filter that can be on or off, with how many it would leave. */
export function FilterChip({
  on,
  onChange,
  label,
  count,
}: {
  on: boolean;
  onChange: () => void;
  label: string;
  count?: number | undefined;
}) {
  return (
    <button type="button" className="chip" aria-pressed={on} onClick={onChange}>
      {label}
      {count !== undefined && <span className="text-faint">{count}</span>}
    </button>
  );
}
