import { executionUrl, revisionUrl } from '../../core/pipeline/console-links';
import type { ActionDeclaration } from '../../core/pipeline/declaration';
import { APPROVAL_ID_IS_TOKEN } from '../../core/pipeline/unverified';
import type { ActionRun, Artifact, Execution } from '../../core/pipeline/types';

/** What a source action brought into an execution. */
export interface FromSource extends Artifact {
  readonly actionName: string;
  readonly declared: ActionDeclaration | undefined;
}

/** The same with its page in AWS's console. */
export interface Brought extends FromSource {
  readonly url: string | undefined;
}

export const isSource = (d: ActionDeclaration | undefined): boolean =>
  d?.actionTypeId.category === 'Source';

export const declaredIn = (
  e: Execution,
  action: string,
  stage?: string,
): ActionDeclaration | undefined =>
  e.declaration.stages
    .filter((s) => stage === undefined || s.name === stage)
    .flatMap((s) => s.actions)
    .find((a) => a.name === action);

/**
 * The artifacts of an execution's sources in the order of their declaration, of each source its newest; a rollback has
 * those of its target (user guide, "View rollback status details").
 */
export function sourcesOf(e: Execution): FromSource[] {
  const newest = new Map<string, Artifact>();
  for (const o of [
    ...Object.values(e.artifacts),
    ...e.actions.flatMap((a) => (a.status === 'Succeeded' ? (a.outputs ?? []) : [])),
  ])
    if (o.actionName !== undefined) newest.set(o.actionName, o);
  const order = e.declaration.stages.flatMap((s) => s.actions).map((a) => a.name);
  return [...newest]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([actionName, o]) => ({ ...o, actionName, declared: declaredIn(e, actionName) }));
}

export const broughtInto = (e: Execution, region: string): Brought[] =>
  sourcesOf(e).map((o) => ({ ...o, url: revisionUrl(o.declared, region, o.revisionId) }));

/** [infer] Of EC2: its external id is its log stream, as published executions of Commands have it, whose work is done in the same way. */
export const KNOWN_BY_LOG: readonly (string | undefined)[] = ['Commands', 'EC2'];

/** Who did the work, as AWS names it: of a Commands action its log stream (published executions). */
export const externalIdOf = (
  a: ActionRun,
  declared: ActionDeclaration | undefined,
): string | undefined =>
  (APPROVAL_ID_IS_TOKEN ? a.token : undefined) ??
  (KNOWN_BY_LOG.includes(declared?.actionTypeId.provider) ? a.logStreamArn : a.externalId);

/** Where the work can be seen: of a source the page of its revision (published notifications of 2022). */
export const linkOf = (
  a: ActionRun,
  declared: ActionDeclaration | undefined,
  region: string,
): string | undefined =>
  a.externalUrl ??
  revisionUrl(declared, region, a.outputs?.find((o) => o.actionName)?.revisionId) ??
  executionUrl(declared, region, a.externalId);

/** The provider's own words before those of the error: of a rejection, the person's (published notification of 2022). */
export const summaryOf = (a: ActionRun): string | undefined => a.summary ?? a.error?.message;
