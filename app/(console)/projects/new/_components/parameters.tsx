'use client';
import { useFits } from '@/lib/client/use-fits';
import { PARAMETERS, parameterProblem, type Fits } from '@/lib/domain/projects/parameters';
import type { ProjectForm, ProjectPlanView } from '@/lib/domain/projects/project';
import { tagsProblem, readTags } from '@/lib/domain/projects/tags';
import { ConnectionChoices, ConnectionState } from './connection-field';
import { NetworkFields } from './network-fields';
import { usePlan } from './use-plan';

type Values = Readonly<Record<string, string>>;
type Parameter = ProjectPlanView['parameters'][number];
interface Props {
  readonly form: ProjectForm;
  readonly value: Values;
  readonly onChange: (value: Values) => void;
  readonly tags: string;
  readonly onTags: (text: string) => void;
  readonly open: boolean;
  readonly aws: boolean;
}

const NETWORK = new Set(['VpcId', 'SubnetId']);

/** The first mistake among the options, for the button that waits for it. */
export function optionsProblem(
  parameters: readonly Parameter[],
  value: Values,
  tags: string,
  fits: Fits | undefined,
): string | undefined {
  return (
    parameters
      .map((p) =>
        value[p.name] ? parameterProblem(p.name, value[p.name] ?? '', p.pattern, fits) : undefined,
      )
      .find(Boolean) ?? tagsProblem(readTags(tags))
  );
}

function TextField({
  parameter: p,
  value,
  onChange,
  aws,
  fits,
}: {
  parameter: Parameter;
  value: string;
  onChange: (value: string) => void;
  aws: boolean;
  fits: Fits | undefined;
}) {
  const known = PARAMETERS[p.name];
  const problem = value ? parameterProblem(p.name, value, p.pattern, fits) : undefined;
  const isConnection = p.name === 'ConnectionArn';
  const list = (isConnection || known?.suggestions) && `suggest-${p.name}`;
  const placeholder =
    p.default ||
    (p.name === 'AllowedCidr' ? (aws ? known?.hint : '127.0.0.0/8, this machine') : 'none');
  const field = (
    <label className="field">
      <span className="field-label">
        {known?.label ?? p.name} <span className="text-faint font-normal">{p.description}</span>
      </span>
      <input
        className={`input ${problem ? 'invalid' : ''}`}
        value={value}
        placeholder={placeholder}
        list={list}
        aria-invalid={problem !== undefined}
        onChange={(e) => onChange(e.target.value)}
        spellCheck={false}
        autoCapitalize="off"
      />
      {list && isConnection && <ConnectionChoices id={list} />}
      {list && !isConnection && (
        <datalist id={list}>
          {known?.suggestions?.map((s) => (
            <option key={s} value={s} />
          ))}
        </datalist>
      )}
      {problem && (
        <span className="field-problem" role="alert">
          {problem}
        </span>
      )}
    </label>
  );
  if (!isConnection) return field;
  return (
    <>
      {field}
      <ConnectionState arn={value} />
    </>
  );
}

/** The stack's parameters and tags, for those who need other than the defaults. */
export function Parameters({ form, value, onChange, tags, onTags, open, aws }: Props) {
  const { data } = usePlan(form, true);
  const fits = useFits(Object.keys(value).length > 0);
  if (!data?.parameters.length) return null;
  const wrongTags = tags ? tagsProblem(readTags(tags)) : undefined;
  const networks = data.parameters.some((p) => NETWORK.has(p.name));
  return (
    <details className="parameters" open={open || undefined}>
      <summary>Options: {networks ? 'network, size, ' : ''}branch, who may reach it, tags</summary>
      <div className="grid gap-3 mt-3">
        {networks && <NetworkFields value={value} onChange={onChange} />}
        {data.parameters
          .filter((p) => !NETWORK.has(p.name))
          .map((p) => (
            <TextField
              key={p.name}
              parameter={p}
              value={value[p.name] ?? ''}
              onChange={(v) => onChange({ ...value, [p.name]: v })}
              aws={aws}
              fits={fits}
            />
          ))}
        <label className="field">
          <span className="field-label">
            Tags{' '}
            <span className="text-faint font-normal">
              Key=Value, one per line; added to every resource
            </span>
          </span>
          <textarea
            className={`input ${wrongTags ? 'invalid' : ''}`}
            rows={2}
            value={tags}
            placeholder="team=web"
            onChange={(e) => onTags(e.target.value)}
            spellCheck={false}
            aria-invalid={wrongTags !== undefined}
          />
          {wrongTags && (
            <span className="field-problem" role="alert">
              {wrongTags}
            </span>
          )}
        </label>
      </div>
    </details>
  );
}
