'use client';
import type { EnvironmentChoice } from '@/lib/domain/projects/plan-query';
import { Switch } from '@/components/ui/checkbox';
import { Field, FieldGroup, Input } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';

const SUGGESTED = ['staging', 'production', 'test', 'qa'];
const MAX = 4;

interface Props {
  readonly value: readonly EnvironmentChoice[];
  readonly onChange: (value: readonly EnvironmentChoice[]) => void;
}

/** One to four environments, in the order in which a release travels, each with or without a person's word before it. */
export function Environments({ value, onChange }: Props) {
  const change = (i: number, part: Partial<EnvironmentChoice>): void =>
    onChange(value.map((e, n) => (n === i ? { ...e, ...part } : e)));
  const add = (): void =>
    onChange([
      ...value,
      {
        name: SUGGESTED.find((s) => !value.some((e) => e.name === s)) ?? `env${value.length + 1}`,
        approve: false,
      },
    ]);
  return (
    <FieldGroup
      name="environments"
      className="field"
      label={
        <>
          Environments <span className="text-faint font-normal">in release order</span>
        </>
      }
    >
      <ol className="environments">
        {value.map((e, i) => (
          <li key={i}>
            <Field name={`environments.${i}`} className="environment-name">
              <Input
                className="small"
                aria-label={`Environment ${i + 1}`}
                value={e.name}
                onChange={(name) => change(i, { name })}
                spellCheck={false}
                autoCapitalize="off"
              />
            </Field>
            <Switch checked={e.approve} onChange={(approve) => change(i, { approve })}>
              {e.approve ? 'asks for approval' : 'deploys at once'}
            </Switch>
            <button
              type="button"
              className="icon-btn"
              aria-label={`Remove ${e.name || `environment ${i + 1}`}`}
              disabled={value.length === 1}
              onClick={() => onChange(value.filter((_, n) => n !== i))}
            >
              <Icon name="close" small />
            </button>
          </li>
        ))}
      </ol>
      {value.length < MAX && (
        <button type="button" className="link mt-1" onClick={add}>
          <Icon name="plus" small />
          Add an environment
        </button>
      )}
    </FieldGroup>
  );
}
