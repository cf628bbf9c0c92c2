import type { ActionDeclaration } from '../../core/pipeline/declaration';
import type { ActionRun, Artifact, Execution } from '../../core/pipeline/types';
import type { Ctx } from '../../ports/context';
import { ALNUM } from '../../core/alphabets';
import { AwsError } from '../../wire/errors';
import { dispatchEvent } from './dispatch-event';
import { external, findExecution } from './store';

/** An attempt at an action while it is being carried out. */
export interface ActionAttempt {
  readonly ctx: Ctx;
  readonly e: Execution;
  readonly run: ActionRun;
  readonly declared: ActionDeclaration;
  readonly config: Readonly<Record<string, string>>;
}

/** The newest artifact of a name that this execution has. */
export function artifactOf(e: Execution, name: string): Artifact | undefined {
  for (const a of [...e.actions].reverse()) {
    const found = a.status === 'Succeeded' ? a.outputs?.find((o) => o.name === name) : undefined;
    if (found) return found;
  }
  return e.artifacts[name];
}

export function inputsOf(
  d: Pick<ActionAttempt, 'e'> & {
    readonly declared: {
      readonly inputArtifacts?: readonly { readonly name: string }[] | undefined;
    };
  },
): Artifact[] {
  return (d.declared.inputArtifacts ?? []).map(({ name }) => {
    const found = artifactOf(d.e, name);
    if (!found)
      throw new AwsError(
        'InvalidJobStateException',
        `The input artifact ${name} has not been produced`,
      );
    return found;
  });
}

/** `PIPELINE/ARTIFACT/RANDOM`, cut as AWS cuts them (AWS-SEMANTICS 3.3). Derived once for an attempt, so that a repeat writes the same object. */
export function newLocation(d: ActionAttempt, name: string): Artifact['location'] {
  const kept = d.run.outputs?.find((o) => o.name === name)?.location;
  const store = d.e.declaration.artifactStore ?? d.e.declaration.artifactStores?.[d.ctx.region];
  return (
    kept ?? {
      bucket: store?.location ?? '',
      key: `${d.e.pipeline.slice(0, 20)}/${name.slice(0, 10)}/${d.ctx.ids.random(7, ALNUM)}`,
    }
  );
}

/** The revision of what an action makes is that of what it was made from. */
export function outputsOf(d: ActionAttempt, from: Artifact | undefined): Artifact[] {
  return (d.declared.outputArtifacts ?? []).map(({ name }) => ({
    name,
    location: newLocation(d, name),
    revisionId: from?.revisionId,
    summary: from?.summary,
  }));
}

export function succeed(d: ActionAttempt, changes: Partial<ActionRun>): void {
  dispatchEvent(d.ctx, d.e.pipeline, {
    type: 'action-succeeded',
    executionId: d.e.id,
    actionId: d.run.id,
    changes,
  });
}

export function fail(
  ctx: Ctx,
  e: Execution,
  actionId: string,
  code: string,
  message: string,
): void {
  dispatchEvent(ctx, e.pipeline, {
    type: 'action-failed',
    executionId: e.id,
    actionId,
    error: { code, message },
  });
}

/** Says how far an action is. An `externalId` is also how its end will find it. */
export function progress(d: ActionAttempt, changes: Partial<ActionRun>): void {
  d.ctx.store.transaction(() => {
    if (changes.externalId !== undefined)
      d.ctx.store.put(external, changes.externalId, { executionId: d.e.id, actionId: d.run.id });
    dispatchEvent(d.ctx, d.e.pipeline, {
      type: 'action-progress',
      executionId: d.e.id,
      actionId: d.run.id,
      changes,
    });
  });
}

export const stillWanted = ({ ctx, e, run }: ActionAttempt): boolean =>
  findExecution(ctx, e.id)?.actions.find((a) => a.id === run.id)?.status === 'InProgress';

/** [model] ExecutionSummary, RevisionSummary. */
export const MAX_SUMMARY = 2048;
/** Summaries that come from outside are cut to what the API allows. */
export const short = (text: string): string => text.slice(0, MAX_SUMMARY);
