'use client';
import type { ChangePreview } from '@/lib/domain/changes/change';
import { Field, Input } from '@/components/ui/field';

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
        {variables.map((v) => (
          <Field
            key={v.name}
            name={`variables.${v.name}`}
            label={
              <>
                <code>{v.name}</code>{' '}
                <span className="text-faint font-normal">
                  {[v.description, v.value ? undefined : 'Needs a value']
                    .filter(Boolean)
                    .join('. ')}
                </span>
              </>
            }
          >
            <Input
              className="mono"
              value={values[v.name] ?? v.value}
              onChange={(value) => onValue(v.name, value)}
              maxLength={1000}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        ))}
      </div>
    </section>
  );
}
