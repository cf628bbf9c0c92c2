import 'server-only';
import { principalName } from '@/lib/domain/account/principal';
import type {
  ActionDeclaration,
  ActionExecutionDetail,
  PipelineDeclaration,
} from '@aws-sdk/client-codepipeline';
import type { LogSource, Step } from '@/lib/domain/executions/execution';
import {
  decisionStatus,
  isFailure,
  isGood,
  isMoving,
  isOver,
  needsPerson,
  NOT_STARTED,
  statusOf,
  type Status,
} from '@/lib/domain/status';
import { commentOf } from '@/lib/domain/approvals/approval';
import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { shareWords } from '@/lib/domain/deployments/targets';
import type { BuildView, DeploymentView, TargetView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { ms } from '../data/dates';
import { spentIn } from '../data/spent';
import type { Member } from './batches';

/** What was read beside the pipeline; a reason in place of what could not be. */
export interface Beside {
  readonly builds: ReadonlyMap<string, BuildView | string>;
  readonly deployments: ReadonlyMap<string, DeploymentView | string>;
  /** Of an action that runs a batch: its builds, by the batch's id. */ readonly members: ReadonlyMap<
    string,
    readonly Member[]
  >;
  /** What a build's reports say of tests, by its id. */
  readonly tests: ReadonlyMap<string, string>;
  readonly usual: ReadonlyMap<string, number>;
  /** Where an action leads. */
  readonly links: (a: ActionExecutionDetail) => Pick<Step, 'href' | 'link' | 'linkLabel'>;
  /** The Region or account in which an action ran that is not read from here. */
  readonly away: (a: ActionExecutionDetail) => string | undefined;
  /** What a source action brought. */
  readonly revision: (source: string) => Revision | undefined;
  /** Whether who did an action's work has more to say than CodePipeline. */
  readonly facts: (a: ActionExecutionDetail) => boolean;
}

/** Providers whose external execution id is a CodeDeploy deployment's (CodePipeline action structure reference). */
export const DEPLOYMENT_PROVIDERS: readonly string[] = ['CodeDeploy', 'CodeDeployToECS'];

export const isApproval = (a: ActionExecutionDetail): boolean =>
  a.input?.actionTypeId?.category === 'Approval';
const statusIn = (a: ActionExecutionDetail): Status =>
  isApproval(a)
    ? decisionStatus(
        a.status,
        a.updatedBy,
        a.output?.executionResult?.externalExecutionSummary ??
          a.output?.executionResult?.errorDetails?.message,
      )
    : statusOf(a.status);
const external = (a: ActionExecutionDetail): string | undefined =>
  a.output?.executionResult?.externalExecutionId;
const ended = (a: ActionExecutionDetail, status: Status): number | undefined =>
  isOver(status) ? ms(a.lastUpdateTime) : undefined;

/** AWS has a start for each phase; of one that ended, how long it took. */
function phaseSteps(build: BuildView, key: string, depth: number): Step[] {
  let at = build.startedAt;
  return build.phases.map((p): Step => {
    const from = p.startedAt ?? at;
    at = from + (p.ms ?? 0);
    return {
      key: `${key}/${p.type}`,
      kind: 'phase',
      depth,
      label: p.name,
      status: p.status,
      from,
      to: p.ms === undefined ? undefined : at,
      note: isFailure(p.status) ? p.context : undefined,
    };
  });
}

/** Of more targets than these the deployment's own page has the rest; those that failed are the first. */
const MOST_TARGETS = 50;

function targetStep(t: TargetView, own: string, depth: number): Step {
  const begun = t.cells.filter((c) => c.startedAt !== undefined);
  const last = begun.at(-1);
  return {
    key: own,
    kind: 'target',
    depth,
    label: t.id,
    detail: t.traffic?.map(shareWords).join('; '),
    status: t.status,
    from: begun.length ? Math.min(...begun.map((c) => c.startedAt ?? Infinity)) : undefined,
    to:
      isOver(t.status) && last?.startedAt !== undefined
        ? last.startedAt + (last.ms ?? 0)
        : undefined,
  };
}

function targetSteps(d: DeploymentView, key: string, depth: number): Step[] {
  const steps = d.targets.slice(0, MOST_TARGETS).flatMap((t): Step[] => {
    const own = `${key}/${t.id}`;
    return [
      targetStep(t, own, depth),
      ...t.cells.map((c): Step => ({
        key: `${own}/${c.event}`,
        kind: 'event',
        depth: depth + 1,
        label: c.event,
        status: c.status,
        from: c.startedAt,
        to: c.startedAt !== undefined && c.ms !== undefined ? c.startedAt + c.ms : undefined,
        note: c.message,
      })),
    ];
  });
  const more = d.targets.length - MOST_TARGETS;
  if (more <= 0) return steps;
  const rest: Step = {
    key: `${key}/more`,
    kind: 'target',
    depth,
    label: `${more} more targets`,
    detail: `of ${d.targets.length}`,
    status: d.targets[MOST_TARGETS]?.status ?? d.status,
    href: routes.deployment(d.id),
  };
  return [...steps, rest];
}

/** The builds of a batch, each with its phases. */
function memberSteps(members: readonly Member[], beside: Beside, key: string): Step[] {
  return members.flatMap((m): Step[] => {
    const own = `${key}/${m.identifier}`;
    const found = m.build === undefined ? undefined : beside.builds.get(m.build);
    if (typeof found !== 'object')
      return [
        {
          key: own,
          kind: 'target',
          depth: 2,
          label: m.identifier,
          status: m.build === undefined && !isOver(m.status) ? NOT_STARTED : m.status,
          note: found,
        },
      ];
    return [
      {
        key: own,
        kind: 'target',
        depth: 2,
        label: m.identifier,
        detail: `build ${found.number}`,
        status: found.status,
        from: found.startedAt,
        to: found.endedAt,
        href: routes.build(found.id),
      },
      ...phaseSteps(found, own, 3),
    ];
  });
}

/** What was read beside an action, by its provider; a reason in place of what could not be. */
function foundOf(
  a: ActionExecutionDetail,
  beside: Beside,
): BuildView | DeploymentView | string | undefined {
  const id = external(a) ?? '';
  const provider = a.input?.actionTypeId?.provider ?? '';
  const away = beside.away(a);
  if (away) return `In ${away}, not read from here`;
  if (provider === 'CodeBuild') return beside.members.has(id) ? undefined : beside.builds.get(id);
  return DEPLOYMENT_PROVIDERS.includes(provider) ? beside.deployments.get(id) : undefined;
}

const revisionWords = (r: Revision): string =>
  [r.kind === 'none' ? '' : (r.kind ?? 'commit'), shortRevision(r), r.message]
    .filter(Boolean)
    .join(' ');

function detailOf(a: ActionExecutionDetail, beside: Beside): string {
  if (isApproval(a)) return 'a person decides';
  const members = beside.members.get(external(a) ?? '');
  const found = foundOf(a, beside);
  const revision = sourceRevision(a, beside);
  const away = beside.away(a);
  const number = typeof found === 'object' && 'number' in found ? ` ${found.number}` : '';
  return [
    `${a.input?.actionTypeId?.provider ?? ''}${number}`,
    members && `a batch of ${members.length}`,
    revision && revisionWords(revision),
    away,
  ]
    .filter(Boolean)
    .join(', ');
}

const sourceRevision = (a: ActionExecutionDetail, beside: Beside): Revision | undefined =>
  a.input?.actionTypeId?.category === 'Source' ? beside.revision(a.actionName ?? '') : undefined;

/** Who answered an approval, and what they said. */
function answerOf(a: ActionExecutionDetail): string | undefined {
  const said = commentOf(a.output?.executionResult?.externalExecutionSummary);
  const by = principalName(a.updatedBy);
  return [by, said && `“${said}”`].filter(Boolean).join(': ') || undefined;
}

/** Beside its bar: why it could not be looked into, why it failed, what a person said. */
function noteOf(a: ActionExecutionDetail, status: Status, beside: Beside): string | undefined {
  const result = a.output?.executionResult;
  if (isApproval(a)) return needsPerson(status) ? undefined : answerOf(a);
  const failed = isFailure(status)
    ? (result?.errorDetails?.message ?? result?.externalExecutionSummary)
    : undefined;
  const found = foundOf(a, beside);
  if (typeof found === 'string') return failed ? `${failed} ${found}` : found;
  return failed ?? (beside.tests.get(external(a) ?? '') || undefined);
}

function actionSteps(a: ActionExecutionDetail, beside: Beside, label: string): Step[] {
  const key = a.actionExecutionId ?? '';
  const provider = a.input?.actionTypeId?.provider ?? '';
  const status = statusIn(a);
  const step: Step = {
    key,
    kind: 'action',
    depth: 1,
    label,
    status,
    from: a.startTime && ms(a.startTime),
    to: ended(a, status),
    estimate: beside.usual.get(`${a.stageName ?? ''} ${a.actionName ?? ''}`),
    person: isApproval(a) || undefined,
    detail: detailOf(a, beside),
    note: noteOf(a, status, beside),
    ...beside.links(a),
    facts: beside.facts(a) || undefined,
    revision: sourceRevision(a, beside),
  };
  const members = beside.members.get(external(a) ?? '');
  if (members && provider === 'CodeBuild') return [step, ...memberSteps(members, beside, key)];
  const found = foundOf(a, beside);
  if (typeof found !== 'object') return [step];
  return [step, ...('phases' in found ? phaseSteps(found, key, 2) : targetSteps(found, key, 2))];
}

/** A stage's status in one execution, from its newest attempts. */
function stageStatus(
  newest: readonly ActionExecutionDetail[],
  declared: number,
  over: boolean,
): Status {
  const all = newest.map(statusIn);
  const first =
    all.find(isFailure) ??
    all.find(needsPerson) ??
    all.find(isMoving) ??
    all.find((s) => !isGood(s));
  if (first) return first;
  const [any] = all;
  if (!any) return NOT_STARTED;
  if (all.length >= declared) return any;
  // Actions of it have not run: they will, or the execution was stopped before them.
  return statusOf(over ? 'Stopped' : 'InProgress');
}

/** The waterfall's rows: each stage as it was declared then, each attempt at an action, and below it what its service tells. */
export function stepsOf(
  declaration: PipelineDeclaration,
  actions: readonly ActionExecutionDetail[],
  over: boolean,
  beside: Beside,
): Step[] {
  const known = new Set((declaration.stages ?? []).map((s) => s.name));
  const strangers = [...new Set(actions.map((a) => a.stageName ?? ''))]
    .filter((s) => !known.has(s))
    .map((name) => ({ name, actions: [] as ActionDeclaration[] }));
  return [...(declaration.stages ?? []), ...strangers].flatMap((s): Step[] => {
    const name = s.name ?? '';
    const declared = s.actions ?? [];
    // The list is newest first; people read from the first on.
    const own = actions
      .filter((a) => a.stageName === name)
      .sort((a, b) => ms(a.startTime) - ms(b.startTime));
    const newest = [...new Map(own.map((a) => [a.actionName, a])).values()];
    const status = stageStatus(newest, declared.length, over);
    const waits = own.length > 0 && own.every(isApproval);
    const group: Step = {
      key: `stage-${name}`,
      kind: 'stage',
      depth: 0,
      label: name,
      status,
      from: own[0]?.startTime && ms(own[0].startTime),
      to:
        own.length && isOver(status)
          ? Math.max(...own.map((a) => ms(a.lastUpdateTime)))
          : undefined,
      person: waits || undefined,
      spent: spentIn(own),
      estimate:
        own.length || over
          ? undefined
          : sum(declared.map((d) => beside.usual.get(`${name} ${d.name ?? ''}`))),
    };
    const attempts = (a: ActionExecutionDetail): string => {
      const same = own.filter((o) => o.actionName === a.actionName);
      return same.length > 1
        ? `${a.actionName ?? ''}, try ${same.indexOf(a) + 1}`
        : (a.actionName ?? '');
    };
    const missing = over
      ? []
      : declared
          .filter((d) => !own.some((a) => a.actionName === d.name))
          .map((d): Step => ({
            key: `next-${name}-${d.name ?? ''}`,
            kind: 'action',
            depth: 1,
            label: d.name ?? '',
            detail:
              d.actionTypeId?.provider === 'Manual' ? 'a person decides' : d.actionTypeId?.provider,
            status: NOT_STARTED,
            estimate: beside.usual.get(`${name} ${d.name ?? ''}`),
          }));
    return [
      group,
      ...own.flatMap((a) => actionSteps(a, beside, attempts(a))),
      ...(own.length ? missing : []),
    ];
  });
}

const sum = (parts: readonly (number | undefined)[]): number | undefined =>
  parts.length && parts.every((p) => p !== undefined)
    ? parts.reduce<number>((n, p) => n + p, 0)
    : undefined;

/** Each is followed by itself: of many targets those that need somebody are enough. */
const MOST_LOGS = 20;
const instancesOf = (d: DeploymentView): TargetView[] =>
  d.targets.filter((t) => t.kind === 'instance');
const logged = (d: DeploymentView): TargetView[] => instancesOf(d).slice(0, MOST_LOGS);

/** Which logs of deployments are not among the merged ones, in words. */
export const leftOutOf = (beside: Beside): string[] =>
  [...beside.deployments.values()].flatMap((d) => {
    const more = typeof d === 'object' ? instancesOf(d).length - MOST_LOGS : 0;
    return typeof d === 'object' && more > 0
      ? [`The logs of ${more} more targets are on the page of deployment ${d.id}.`]
      : [];
  });

/** Where the lines of the merged log are read. */
export function sourcesOf(actions: readonly ActionExecutionDetail[], beside: Beside): LogSource[] {
  return [...actions]
    .sort((a, b) => ms(a.startTime) - ms(b.startTime))
    .flatMap((a): LogSource[] => {
      const id = external(a) ?? '';
      const key = a.actionExecutionId ?? '';
      const members = beside.members.get(id);
      if (members)
        return members.flatMap((m): LogSource[] =>
          m.build !== undefined && typeof beside.builds.get(m.build) === 'object'
            ? [
                {
                  kind: 'build',
                  key: `${key}/${m.identifier}`,
                  id: m.build,
                  label: `${a.actionName ?? 'build'} ${m.identifier}`,
                },
              ]
            : [],
        );
      if (typeof beside.builds.get(id) === 'object')
        return [{ kind: 'build', key, id, label: a.actionName ?? 'build' }];
      const d = beside.deployments.get(id);
      // Scripts with a log run on instances alone.
      return typeof d === 'object'
        ? logged(d).map((t) => ({
            kind: 'target',
            key: `${key}/${t.id}`,
            deployment: id,
            target: t.id,
            label: t.id,
          }))
        : [];
    });
}
