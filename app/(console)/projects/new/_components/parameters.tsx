'use client';
import { use } from 'react';
import { PARAMETERS, parameterProblem, type Fits } from '@/lib/domain/projects/parameters';
import type { ProjectForm, ProjectPlanView } from '@/lib/domain/projects/project';
import type { FieldProblems } from '@/lib/domain/field-problems';
import { Field, Input, TextArea } from '@/components/ui/field';
import { FormContext } from '@/components/ui/form';
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

/** Chosen from what the account has; the subnets of a load balancer are typed, for they are found by themselves. */
const NETWORK = new Set(['VpcId', 'SubnetId']);

/** What is wrong with the template's parameters, by field. */
export function parameterProblems(
  parameters: readonly Parameter[],
  value: Values,
  fits: Fits | undefined,
): FieldProblems {
  const problems: Record<string, string> = {};
  for (const { name, pattern } of parameters) {
    const given = value[name];
    const problem = given ? parameterProblem(name, given, pattern, fits) : undefined;
    if (problem !== undefined) problems[`parameters.${name}`] = problem;
  }
  return problems;
}

function TextField({
  parameter: p,
  value,
  onChange,
  aws,
}: {
  parameter: Parameter;
  value: string;
  onChange: (value: string) => void;
  aws: boolean;
}) {
  const known = PARAMETERS[p.name];
  const isConnection = p.name === 'ConnectionArn';
  const list = (isConnection || known?.suggestions) && `suggest-${p.name}`;
  const placeholder =
    p.default ||
    (p.name === 'AllowedCidr' ? (aws ? known?.hint : '127.0.0.0/8, this machine') : 'none');
  const field = (
    <Field
      name={`parameters.${p.name}`}
      label={
        <>
          {known?.label ?? p.name} <span className="text-faint font-normal">{p.description}</span>
        </>
      }
    >
      <Input
        value={value}
        placeholder={placeholder}
        list={list}
        onChange={onChange}
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
    </Field>
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
  const { problems, isTried } = use(FormContext);
  if (!data?.parameters.length) return null;
  const isWrong = Object.keys(problems).some((path) => /^(parameters|tags)\b/.test(path));
  const networks = data.parameters.some((p) => NETWORK.has(p.name));
  return (
    <details className="parameters" open={open || (isTried && isWrong) || undefined}>
      <summary>Options: {networks ? 'network, size, ' : ''}branch, who may reach it, tags</summary>
      <div className="grid gap-3 mt-3">
        {networks && (
          <NetworkFields
            value={value}
            onChange={onChange}
            asksSubnet={data.parameters.some((p) => p.name === 'SubnetId')}
          />
        )}
        {data.parameters
          .filter((p) => !NETWORK.has(p.name))
          .map((p) => (
            <TextField
              key={p.name}
              parameter={p}
              value={value[p.name] ?? ''}
              onChange={(v) => onChange({ ...value, [p.name]: v })}
              aws={aws}
            />
          ))}
        <Field
          name="tags"
          label={
            <>
              Tags{' '}
              <span className="text-faint font-normal">
                Key=Value, one per line; added to every resource
              </span>
            </>
          }
        >
          <TextArea
            rows={2}
            value={tags}
            placeholder="team=web"
            onChange={onTags}
            spellCheck={false}
          />
        </Field>
      </div>
    </details>
  );
}
