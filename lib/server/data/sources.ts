import 'server-only';
import type { ActionDeclaration, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import {
  changedFirst,
  kindOfRevision,
  messageOf,
  type Revision,
} from '@/lib/domain/commits/revision';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import { ms } from './dates';
import type { PipelineFacts } from './pipeline-facts';

/** What an execution's revisions need: the rest of the facts may not be read yet. */
type Known = Pick<PipelineFacts, 'declaration' | 'updatedAt' | 'executions' | 'older' | 'actions'>;

/** A source action as it is declared. */
export interface Source {
  readonly action: string;
  readonly provider: string;
  /** Repository, bucket or image repository. */
  readonly repository: string;
  readonly branch: string;
  readonly artifact: string;
}

function sourceFrom(a: ActionDeclaration): Source {
  const c = a.configuration ?? {};
  const ofGitHub = c['Owner'] && c['Repo'] ? `${c['Owner']}/${c['Repo']}` : undefined;
  return {
    action: a.name ?? '',
    provider: a.actionTypeId?.provider ?? '',
    repository: c['RepositoryName'] ?? c['FullRepositoryId'] ?? ofGitHub ?? c['S3Bucket'] ?? '',
    branch: c['BranchName'] ?? c['Branch'] ?? c['S3ObjectKey'] ?? c['ImageTag'] ?? '',
    artifact: a.outputArtifacts?.[0]?.name ?? '',
  };
}

/** All sources, in the order in which they are declared. */
export const sourcesOf = (facts: Pick<PipelineFacts, 'declaration'>): Source[] =>
  (facts.declaration.stages ?? [])
    .flatMap((s) => s.actions ?? [])
    .filter((a) => a.actionTypeId?.category === 'Source')
    .map(sourceFrom);

const NO_SOURCE: Source = { action: '', provider: '', repository: '', branch: '', artifact: '' };

/** The source of that name; without one the first. */
export const sourceOf = (facts: Pick<PipelineFacts, 'declaration'>, action?: string): Source =>
  sourcesOf(facts).find((s) => action === undefined || s.action === action) ?? NO_SOURCE;

/** An execution among those that were read. */
export const executionOf = (
  facts: Pick<Known, 'executions' | 'older'>,
  id: string | undefined,
): PipelineExecutionSummary | undefined =>
  facts.executions.find((e) => e.pipelineExecutionId === id) ??
  facts.older.find((e) => e.pipelineExecutionId === id);

/** The newest actions that are read at once (ListActionExecutions, its largest page). */
export const ACTIONS = 100;

/** Whether all actions of an execution are among those that were read: the list is newest first, and may end in the middle of one. */
export function hasAllActions(facts: Pick<Known, 'executions' | 'actions'>, id: string): boolean {
  if (facts.actions.length < ACTIONS) return true;
  const started = ms(facts.executions.find((e) => e.pipelineExecutionId === id)?.startTime);
  return started > 0 && facts.actions.some((a) => ms(a.startTime) < started);
}

/** The execution whose artifacts an execution carries: its own, or its rollback's target's. */
export function originOf(
  facts: Pick<Known, 'executions' | 'older'>,
  id: string | undefined,
): string | undefined {
  const seen = new Set<string>();
  let at = id;
  for (;;) {
    const target = executionOf(facts, at)?.rollbackMetadata?.rollbackTargetPipelineExecutionId;
    if (!target || seen.has(target)) return at;
    seen.add(target);
    at = target;
  }
}

/**
 * When the pipeline took what an execution carries, in ms since the epoch: a rollback carries what an earlier one took.
 * 0 where that one is not known.
 */
export const takenAt = (
  facts: Pick<Known, 'executions' | 'older'>,
  id: string | undefined,
): number => ms(executionOf(facts, originOf(facts, id))?.startTime);

/** The provider that a source action had in any execution that was read, or has now. */
function providersOf(facts: Known): ReadonlyMap<string, string | undefined> {
  const ran = facts.actions.flatMap((a) =>
    a.input?.actionTypeId?.category === 'Source'
      ? [[a.actionName ?? '', a.input.actionTypeId.provider] as const]
      : [],
  );
  return new Map([...ran, ...sourcesOf(facts).map((s) => [s.action, s.provider] as const)]);
}

type Told = ReadonlyMap<string, Revision>;

/** The revisions that an execution's summary tells, by source action. */
function toldBy(
  e: PipelineExecutionSummary,
  providers: ReadonlyMap<string, string | undefined>,
): Told {
  return new Map(
    (e.sourceRevisions ?? []).map((r) => {
      const source = r.actionName ?? '';
      const sha = r.revisionId ?? '';
      const kind = kindOfRevision(providers.get(source), sha);
      return [
        source,
        {
          sha,
          kind,
          source,
          message: messageOf(kind, r.revisionSummary),
          url: webUrl(r.revisionUrl),
        },
      ];
    }),
  );
}

/** Links of others are followed only where a browser goes by them to a page. */
export const webUrl = (url: string | undefined): string | undefined =>
  url && /^https?:\/\//i.test(url) ? url : undefined;

/** Sources that have run in an execution without telling a revision. */
function silentOf(facts: Known, e: PipelineExecutionSummary, told: Told): string[] {
  const own = facts.actions.filter((a) => a.pipelineExecutionId === e.pipelineExecutionId);
  const ranNow = (action: string): boolean =>
    own.some((a) => a.actionName === action && isOver(statusOf(a.status)));
  // Of an execution whose actions are no longer listed: it is of this version, and something came after its sources.
  const passed =
    !own.length &&
    ms(e.startTime) >= facts.updatedAt &&
    (told.size > 0 || (isOver(statusOf(e.status)) && isGood(statusOf(e.status))));
  return sourcesOf(facts)
    .map((s) => s.action)
    .filter((action) => !told.has(action) && (passed || ranNow(action)));
}

const kept = new WeakMap<object, Map<string, readonly Revision[]>>();

/** All revisions that an execution carries, one a source, those that changed first; a rollback carries its target's. */
export function revisionsOf(facts: Known, id: string | undefined): readonly Revision[] {
  const origin = originOf(facts, id);
  if (origin === undefined) return [];
  let known = kept.get(facts.executions);
  if (!known) kept.set(facts.executions, (known = new Map()));
  let found = known.get(origin);
  if (!found) known.set(origin, (found = readRevisions(facts, origin)));
  return found;
}

function readRevisions(facts: Known, id: string): readonly Revision[] {
  const e = executionOf(facts, id);
  if (!e) return [];
  const providers = providersOf(facts);
  const told = toldBy(e, providers);
  const order = sourcesOf(facts).map((s) => s.action);
  const silent = silentOf(facts, e, told).map((source): [string, Revision] => [
    source,
    { sha: '', kind: 'none', source, message: '' },
  ]);
  const all = new Map([...told, ...silent]);
  const at = (source: string): number => {
    const i = order.indexOf(source);
    return i < 0 ? order.length : i;
  };
  const revisions = [...all.values()].sort((a, b) => at(a.source ?? '') - at(b.source ?? ''));
  if (revisions.length < 2) return revisions;
  const started = ms(e.startTime);
  const before = [...facts.executions, ...facts.older]
    .filter((x) => x.executionType !== 'ROLLBACK' && ms(x.startTime) < started)
    .sort((a, b) => ms(b.startTime) - ms(a.startTime))
    .map((x) => toldBy(x, providers));
  return changedFirst(revisions, (source) =>
    before.map((x) => x.get(source)).find((r) => r !== undefined && r.sha !== ''),
  );
}

/** What stands for an execution: its first revision, with the others beside it. */
export function revisionOf(facts: Known, id: string | undefined): Revision | undefined {
  const [first, ...others] = revisionsOf(facts, id);
  return first && (others.length ? { ...first, others } : first);
}
