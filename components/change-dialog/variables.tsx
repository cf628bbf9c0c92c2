'use client';
import type { ChangePreview } from '@/lib/domain/changes/change';

interface Props {
  readonly variables: NonNullable<ChangePreview['variables']>;
  readonly values: Readonly<Record<string, string>>;
  readonly onValue: (name: string, value: string) => void;
}

/** The pipeline's variables, each with its default to begin with. */
export function Variables({ variables, values, onValue }: Props) {
  return (
    <section>
      <h3 className="label">Variables</h3>
      <div className="grid gap-2">
        {variables.map((v) => {
          const value = values[v.name] ?? v.value;
          return (
            <label key={v.name} className="field">
              <span className="field-label">
                <code>{v.name}</code>{' '}
                <span className="text-faint font-normal">
                  {[v.description, v.value ? undefined : 'Needs a value']
                    .filter(Boolean)
                    .join('. ')}
                </span>
              </span>
              <input
                className={value.trim() ? 'input mono' : 'input mono invalid'}
                value={value}
                onChange={(e) => onValue(v.name, e.target.value)}
                maxLength={1000}
                autoComplete="off"
                spellCheck={false}
              />
            </label>
          );
        })}
      </div>
    </section>
  );
}
