'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { create } from '@/lib/actions/projects';
import { useKeptInput } from '@/lib/client/kept-input';
import { useAction } from '@/lib/client/mutations/use-action';
import { useFieldProblems } from '@/lib/client/use-field-problems';
import { connectionProblem } from '@/lib/domain/account/git-connection';
import { fleetSize, isBalanced } from '@/lib/domain/projects/fleet-size';
import { firstProblem, type FieldProblems } from '@/lib/domain/field-problems';
import type { ProjectForm, ProjectPlanView, TemplateView } from '@/lib/domain/projects/project';
import type { EnvironmentChoice } from '@/lib/domain/projects/plan-query';
import { quotaProblem } from '@/lib/domain/projects/quotas';
import { environmentNameProblem } from '@/lib/domain/projects/names';
import { readTags } from '@/lib/domain/projects/tags';
import { routes } from '@/lib/routes';
import { Button } from '@/components/ui/button';
import { Fields, useForm } from '@/components/ui/form';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { OutcomeNote } from '@/components/ui/outcome-note';
import { Monogram } from '@/components/templates/monogram';
import { AwsReview } from './aws-review';
import { useConnection } from './connection-field';
import { Environments } from './environments';
import { useFits } from '@/lib/client/use-fits';
import { parameterProblems, Parameters } from './parameters';
import { TargetCards } from './target-cards';
import { NameField } from './name-field';
import type { NameState } from './use-name-check';
import { usePlan } from './use-plan';
import { useQuotas } from './use-quotas';

interface Props {
  readonly template: TemplateView;
  readonly form: ProjectForm;
  readonly onName: (name: string) => void;
  readonly check: NameState;
  readonly environments: readonly EnvironmentChoice[];
  readonly onEnvironments: (value: readonly EnvironmentChoice[]) => void;
  readonly environmentsProblem: string | undefined;
  readonly target: string;
  readonly onTarget: (target: string) => void;
  readonly aws: boolean;
}

/** Why the name does not do yet. */
function nameProblem(check: NameState): string | undefined {
  switch (check.at) {
    case 'empty':
      return 'give it a name first';
    case 'wrong':
      return check.reason;
    case 'checking':
      return 'the name is being checked';
    default:
      return undefined;
  }
}

/** The values that this template has parameters for. */
const givenOf = (
  parameters: Readonly<Record<string, string>>,
  plan: ProjectPlanView | undefined,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).filter(
      ([name, v]) => v.trim() && plan?.parameters.some((p) => p.name === name),
    ),
  );

/** How many instances a choice starts: said before anything is made. */
function FleetNote({
  target,
  environments,
  count,
}: {
  readonly target: string;
  readonly environments: readonly string[];
  readonly count: string | undefined;
}) {
  const { each, all, most } = fleetSize(target, environments, count);
  return (
    <p className="text-xs text-muted">
      <Icon name="info" small /> Starts {all} {all === 1 ? 'instance' : 'instances'}
      {environments.length > 1 ? `, ${each} in each environment` : ''}, behind one load balancer an
      environment{most > all ? `; ${most} while a release goes on` : ''}. Change how many under
      Options.
    </p>
  );
}

/** What is said below the target. */
function TargetNotes({
  template,
  target,
  aws,
  environments,
  count,
}: Pick<Props, 'template' | 'target' | 'aws'> & {
  readonly environments: readonly string[];
  readonly count: string | undefined;
}) {
  return (
    <>
      {isBalanced(target) && <FleetNote {...{ target, environments, count }} />}
      {target === 'static' && (
        <p className="text-xs text-muted">
          <Icon name="info" small />{' '}
          {aws
            ? 'Visitors read each bucket through its website policy only, from the addresses you allow. ACLs stay blocked. Website endpoints use HTTP; put CloudFront in front for TLS.'
            : 'Each environment is a website with its own address. On AWS, only its website policy makes the bucket public.'}
        </p>
      )}
      {template.downloads && !template.missing && (
        <p className="text-xs text-muted">
          <Icon name="info" small /> {aws ? 'Its build' : 'Building on this machine'} downloads from{' '}
          {template.downloads}.
        </p>
      )}
    </>
  );
}

/** How long it took where it was measured: with the first target. */
const timeOf = ({ proof, missing, targets }: TemplateView, target: string): string | undefined =>
  proof && missing === undefined && target === targets[0]
    ? `Live in about ${Math.max(1, Math.round(proof.seconds))}s here.`
    : undefined;

interface Options {
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: string;
}

const loadSchema = () => import('@/lib/domain/projects/project-schema').then((m) => m.newProject);

/** On AWS nobody is let in by default. */
const REACH: FieldProblems = {
  'parameters.AllowedCidr': 'Choose who can reach the application (under Options).',
};

/** What is wrong with each environment's name, by field. */
const environmentProblems = (names: readonly string[]): FieldProblems =>
  Object.fromEntries(
    names.flatMap((name, i) => {
      const problem = environmentNameProblem(name);
      return problem === undefined ? [] : [[`environments.${i}`, problem]];
    }),
  );

/** What would be made, what is wrong with the form, and why it cannot be made yet. */
function useProblem(
  { template, form, environmentsProblem, aws }: Props,
  { parameters, tags }: Options,
  check: NameState,
) {
  const { data: plan, isPlaceholderData: older } = usePlan(form, environmentsProblem === undefined);
  const fits = useFits(Object.keys(parameters).length > 0);
  const { data: connection } = useConnection(parameters['ConnectionArn'] ?? '');
  const quotas = useQuotas(form, parameters, aws);
  const { environments, ...others } = useFieldProblems(loadSchema, {
    ...form,
    tags: readTags(tags),
  });
  const names = environmentProblems(form.environments);
  const problems: FieldProblems = {
    ...others,
    ...(environments !== undefined && !Object.keys(names).length ? { environments } : names),
    ...(check.at === 'wrong' ? { name: check.reason } : {}),
    ...(aws && !parameters['AllowedCidr'] ? REACH : {}),
    ...parameterProblems(plan?.parameters ?? [], parameters, fits),
  };
  const problem =
    template.missing ??
    environmentsProblem ??
    nameProblem(check) ??
    firstProblem(problems) ??
    (connection && connectionProblem(connection)) ??
    (quotas && quotaProblem(quotas)) ??
    (older ? 'what would be made is being read' : undefined);
  return { plan, problem, problems, quotas };
}

/** Name, target, environments, and the one button. Nothing is made before it is pressed. */
export function CreatePanel(props: Props) {
  const { template, form, onName, check, environments, onEnvironments, target, onTarget, aws } =
    props;
  const router = useRouter();
  const action = useAction(create, ({ name }) => ({ kind: 'project', name }));
  const [parameters, setParameters] = useState<Readonly<Record<string, string>>>({});
  const [tags, setTags] = useState('');
  useKeptInput(
    'new project',
    { name: form.name, target, environments, parameters, tags },
    (kept) => {
      onName(kept.name);
      onTarget(kept.target);
      onEnvironments(kept.environments);
      setParameters(kept.parameters);
      setTags(kept.tags);
    },
  );
  const { plan, problem, problems, quotas } = useProblem(props, { parameters, tags }, check);
  const fields = useForm(problems, () => {
    if (problem !== undefined || action.busy) return;
    action.send(
      {
        ...form,
        parameters: givenOf(parameters, plan),
        tags: readTags(tags),
        seen: plan?.revision,
      },
      { ok: ({ stackId }) => router.push(routes.progress(form.name, stackId)) },
    );
  });
  const valueOf = (name: string): string | undefined =>
    parameters[name] || plan?.parameters.find((p) => p.name === name)?.default;
  // What is done leads to another page: until that is there, the button stays as it was pressed.
  const starting = action.sending || action.outcome?.state === 'ok';
  return (
    <form
      className="card"
      aria-label="Project"
      onSubmit={(e) => {
        e.preventDefault();
        fields.submit();
      }}
    >
      <header className="card-head">
        <h2 className="flex items-center gap-2">
          <Monogram language={template.language} />
          {template.name}
        </h2>
        <span className="tag">{template.framework}</span>
        <a className="link other-templates" href="#templates">
          Change
        </a>
      </header>
      <div className="p-4 grid gap-4">
        <Fields form={fields}>
          <NameField name={form.name} onName={onName} check={check} />
          <TargetCards targets={template.targets} chosen={target} onChoose={onTarget} />
          <TargetNotes
            template={template}
            target={target}
            aws={aws}
            environments={form.environments}
            count={valueOf('InstanceCount')}
          />
          <Environments value={environments} onChange={onEnvironments} />
          <Parameters
            form={form}
            value={parameters}
            onChange={setParameters}
            tags={tags}
            onTags={setTags}
            open={aws}
            aws={aws}
          />
        </Fields>
        {template.missing && (
          <div className="note k-stop">
            <StatusIcon status="stop" />
            <span>{template.missing}</span>
          </div>
        )}
        {aws && (
          <AwsReview
            form={form}
            target={target}
            parameters={parameters}
            quotas={quotas}
            instanceType={valueOf('InstanceType') ?? ''}
            count={valueOf('InstanceCount')}
          />
        )}
        <OutcomeNote
          outcome={action.outcome}
          sending={action.sending}
          onCheck={action.check}
          failed="Nothing was made."
          lost="Starboard may have created the project."
        />
        <div className="create-foot">
          <p className="text-xs text-muted">{aws ? undefined : timeOf(template, target)}</p>
          <Button
            size="large"
            variant="primary"
            disabledReason={problem}
            disabled={action.busy || starting}
            onClick={fields.submit}
            onOff={fields.submit}
          >
            {starting ? 'Starting…' : `Create ${form.name || 'project'}`}
          </Button>
        </div>
      </div>
      <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
    </form>
  );
}
