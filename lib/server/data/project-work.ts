import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { ListNames, ProjectWork } from '@/lib/domain/projects/project';
import { isMoving, statusOf } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { ms } from './dates';
import { deployingActions } from './deploying';
import type { PipelineFacts } from './pipeline-facts';
import { revisionOf } from './sources';

export const WORK_SHOWN = 5;

const providerOf = (a: ActionExecutionDetail): string => a.input?.actionTypeId?.provider ?? '';

/** An action that ran, as a row: its own page where it is CodeBuild's or CodeDeploy's, else its execution's. */
function workOf(facts: PipelineFacts, a: ActionExecutionDetail, label: string): ProjectWork {
  const status = statusOf(a.status);
  const execution = a.pipelineExecutionId ?? '';
  const id = a.output?.executionResult?.externalExecutionId;
  const isBuild = providerOf(a) === 'CodeBuild' && id?.includes(':');
  return {
    id: a.actionExecutionId ?? '',
    label,
    status,
    startedAt: ms(a.startTime),
    endedAt: isMoving(status) ? undefined : ms(a.lastUpdateTime),
    revision: revisionOf(facts, execution),
    href: isBuild
      ? routes.build(id ?? '')
      : routes.execution(facts.declaration.name ?? '', execution),
  };
}

const newestFirst = (work: readonly ProjectWork[]): ProjectWork[] =>
  [...work].sort((a, b) => b.startedAt - a.startedAt).slice(0, WORK_SHOWN);

const isDeploying = (facts: PipelineFacts, a: ActionExecutionDetail): boolean =>
  deployingActions(facts, a.stageName ?? '').some((d) => d.name === a.actionName);

/** The newest builds, out of the pipeline's own history: whatever of category Build ran, but for what deploys. */
export function projectBuilds(facts: PipelineFacts): ProjectWork[] {
  const builds = facts.actions.filter(
    (a) => a.input?.actionTypeId?.category === 'Build' && !isDeploying(facts, a),
  );
  const names = new Set(builds.map((a) => a.actionName));
  return newestFirst(
    builds.map((a) => workOf(facts, a, names.size > 1 ? (a.actionName ?? '') : '')),
  );
}

/** The newest deployments by anything but CodeDeploy, whose own lists tell more. */
export function otherDeployments(facts: PipelineFacts): ProjectWork[] {
  const found = facts.actions.filter(
    (a) => isDeploying(facts, a) && providerOf(a) !== 'CodeDeploy',
  );
  const label = ({ stageName = '', actionName = '' }: ActionExecutionDetail): string =>
    deployingActions(facts, stageName).length > 1 ? `${stageName}, ${actionName}` : stageName;
  return newestFirst(found.map((a) => workOf(facts, a, label(a))));
}

/** Both, the newest first. */
export const merged = (...lists: readonly (readonly ProjectWork[])[]): ProjectWork[] =>
  newestFirst(lists.flat());

/** The one value that a setting has in all of a pipeline's actions; undefined where there are several, or none. */
function onlyOne(facts: PipelineFacts, provider: string, setting: string): string | undefined {
  const actions = facts.declaration.stages?.flatMap((s) => s.actions ?? []) ?? [];
  const found = new Set(
    actions
      .filter((a) => a.actionTypeId?.provider === provider)
      .flatMap((a) => a.configuration?.[setting] ?? []),
  );
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** By which names the lists of builds and deployments know a pipeline. */
export const listNames = (facts: PipelineFacts): ListNames => ({
  builds: onlyOne(facts, 'CodeBuild', 'ProjectName'),
  deployments: onlyOne(facts, 'CodeDeploy', 'ApplicationName'),
});
