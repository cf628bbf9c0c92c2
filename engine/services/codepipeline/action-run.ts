import type { ActionDeclaration, ActionRun, Artifact, Execution } from '../../core/pipeline/types';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { feed } from './pipelines';

/** An attempt at an action while it is being carried out. */
export interface Doing { readonly ctx: Ctx; readonly e: Execution; readonly run: ActionRun; readonly declared: ActionDeclaration; readonly config: Readonly<Record<string, string>> }

/** The newest artifact of a name that this execution has. */
export function artifactOf(e: Execution, name: string): Artifact | undefined {
  for (const a of [...e.actions].reverse()) {
    const found = a.status === 'Succeeded' ? a.outputs?.find((o) => o.name === name) : undefined;
    if (found) return found;
  }
  return e.artifacts[name];
}

export function inputsOf(d: Doing): Artifact[] {
  return (d.declared.inputArtifacts ?? []).map(({ name }) => {
    const found = artifactOf(d.e, name);
    if (!found) throw new AwsError('InvalidJobStateException', `The input artifact ${name} has not been produced`);
    return found;
  });
}

export function succeed(d: Doing, changes: Partial<ActionRun>): void {
  feed(d.ctx, d.e.pipeline, { type: 'action-succeeded', executionId: d.e.id, actionId: d.run.id, changes });
}

export function fail(ctx: Ctx, e: Execution, actionId: string, code: string, message: string): void {
  feed(ctx, e.pipeline, { type: 'action-failed', executionId: e.id, actionId, error: { code, message } });
}

export function progress(d: Doing, changes: Partial<ActionRun>): void {
  feed(d.ctx, d.e.pipeline, { type: 'action-progress', executionId: d.e.id, actionId: d.run.id, changes });
}
