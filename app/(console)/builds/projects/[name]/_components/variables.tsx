'use client';
import type { ProjectVariable } from '@/lib/domain/builds/build-project';
import { Button } from '@/components/ui/button';
import { Field, Input, Select } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';

const TYPES: readonly (readonly [ProjectVariable['type'], string])[] = [
  ['PLAINTEXT', 'Plain text'],
  ['PARAMETER_STORE', 'Parameter Store'],
  ['SECRETS_MANAGER', 'Secrets Manager'],
];
const HINT: Readonly<Record<ProjectVariable['type'], string>> = {
  PLAINTEXT: 'value',
  PARAMETER_STORE: '/name/of/the/parameter',
  SECRETS_MANAGER: 'secret-id:json-key',
};

/** A project's variables, a row each. A secret is named, never typed here. */
export function Variables({
  list,
  onChange,
}: {
  list: readonly ProjectVariable[];
  onChange: (list: readonly ProjectVariable[]) => void;
}) {
  const set = (i: number, change: Partial<ProjectVariable>): void =>
    onChange(list.map((v, n) => (n === i ? { ...v, ...change } : v)));
  return (
    <fieldset className="grid gap-2">
      <legend className="field-label mb-2">Environment variables</legend>
      {!list.length && (
        <p className="text-xs text-muted">
          No project variables. Variables set by the buildspec are not listed here.
        </p>
      )}
      {list.map((v, i) => (
        <div key={i} className="variable-row">
          <Field name={`variables.${i}.name`}>
            <Input
              className="mono"
              aria-label={`Name of variable ${i + 1}`}
              value={v.name}
              onChange={(name) => set(i, { name })}
              placeholder="NAME"
              spellCheck={false}
            />
          </Field>
          <Field name={`variables.${i}.type`}>
            <Select
              aria-label={`Kind of ${v.name || `variable ${i + 1}`}`}
              value={v.type}
              onChange={(type) => set(i, { type: type as ProjectVariable['type'] })}
            >
              {TYPES.map(([key, word]) => (
                <option key={key} value={key}>
                  {word}
                </option>
              ))}
            </Select>
          </Field>
          <Field name={`variables.${i}.value`}>
            <Input
              className="mono"
              aria-label={`Value of ${v.name || `variable ${i + 1}`}`}
              value={v.value}
              onChange={(value) => set(i, { value })}
              placeholder={v.kept ? 'hidden; leave empty to keep' : HINT[v.type]}
              spellCheck={false}
            />
          </Field>
          <button
            type="button"
            className="icon-btn"
            aria-label={`Remove ${v.name || `variable ${i + 1}`}`}
            onClick={() => onChange(list.filter((_, n) => n !== i))}
          >
            <Icon name="close" small />
          </button>
        </div>
      ))}
      <div>
        <Button
          size="small"
          onClick={() => onChange([...list, { name: '', type: 'PLAINTEXT', value: '' }])}
        >
          <Icon name="plus" small />
          Add a variable
        </Button>
      </div>
    </fieldset>
  );
}
