'use client';
import { useMemo, useRef, type ReactNode } from 'react';
import { intoSight } from '@/lib/client/into-sight';
import { useAddressState } from '@/lib/client/address-state';
import { useHotkeys } from '@/lib/client/hotkeys';
import { Icon } from './icon';
import { Kbd } from './kbd';
import { FilterChip } from './segmented';

export interface FilterChoice<T> {
  readonly key: string;
  readonly label: string;
  readonly test: (row: T) => boolean;
}

/** What is typed and which chip is on, both in the address; and the rows that are left. */
export function useFilter<T>(
  rows: readonly T[],
  textOf: (row: T) => string,
  choices: readonly FilterChoice<T>[],
) {
  const [text, setText] = useAddressState('q');
  const [chip, setChip] = useAddressState('show');
  const chosen = choices.find((c) => c.key === chip);
  const matching = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return rows;
    return rows.filter((r) => {
      const all = textOf(r).toLowerCase();
      return words.every((w) => all.includes(w));
    });
  }, [rows, text, textOf]);
  const left = useMemo(
    () => (chosen ? matching.filter(chosen.test) : matching),
    [matching, chosen],
  );
  return {
    text,
    setText,
    chip,
    setChip,
    clear: (): void => {
      setText('');
      setChip('');
    },
    matching,
    left,
  };
}

interface Props<T> {
  /** What can be sought; without it there is no search. */
  readonly placeholder: string | undefined;
  readonly filter: ReturnType<typeof useFilter<T>>;
  readonly choices: readonly FilterChoice<T>[];
  readonly children?: ReactNode;
}

/** `/` goes to the filter, Escape empties it. */
function Search<T>({
  placeholder,
  filter: f,
}: {
  placeholder: string;
  filter: Props<T>['filter'];
}) {
  const input = useRef<HTMLInputElement>(null);
  useHotkeys({ '/': () => input.current?.focus() });
  return (
    <label className="search-box">
      <Icon name="search" small />
      <span className="sr-only">{placeholder}</span>
      <input
        ref={input}
        type="search"
        value={f.text}
        placeholder={placeholder}
        onChange={(e) => f.setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === 'Escape') f.setText('');
        }}
      />
      <Kbd>/</Kbd>
    </label>
  );
}

/** What is shown of a list, and what else can be done with it. */
export function FilterBar<T>({ placeholder, filter: f, choices, children }: Props<T>) {
  return (
    <div className="tools">
      {placeholder !== undefined && <Search placeholder={placeholder} filter={f} />}
      <div className="chips" role="group" aria-label="Show" onFocus={intoSight}>
        <FilterChip
          label="All"
          on={!f.chip}
          onChange={() => f.setChip('')}
          count={f.matching.length}
        />
        {choices.map((c) => {
          const n = f.matching.filter(c.test).length;
          return (
            <FilterChip
              key={c.key}
              label={c.label}
              on={f.chip === c.key}
              onChange={() => f.setChip(f.chip === c.key ? '' : c.key)}
              count={n}
            />
          );
        })}
      </div>
      <span className="flex-1" />
      {children}
    </div>
  );
}

/** Rows are there, but none is left by the filter. */
export function NoneLeft({ onClear }: { onClear: () => void }) {
  return (
    <div className="card empty">
      <h2>Nothing matches</h2>
      <p>Change the filter, or clear it to see everything.</p>
      <button type="button" className="btn" onClick={onClear}>
        Clear the filter
      </button>
    </div>
  );
}
