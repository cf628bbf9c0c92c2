import 'server-only';
import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';

/** What AWS answers for every action, given or not (published answers of GetPipeline). */
const ANSWERED = { configuration: {}, outputArtifacts: [], inputArtifacts: [], runOrder: 1 };

/** Members in the order that another action has them; what it lacks comes last. */
function inOrderOf(action: object, like: object): object {
  const order = Object.keys(like);
  const place = (name: string): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return Object.fromEntries(Object.entries(action).sort(([a], [b]) => place(a) - place(b)));
}

function actionAsAnswered(action: ActionDeclaration, like: object | undefined): ActionDeclaration {
  const given = Object.entries(action).filter(([, value]) => value !== null);
  const missing = Object.entries(ANSWERED).filter(([name]) => !given.some(([n]) => n === name));
  // What was written stays as it was written: only what AWS fills in takes its place.
  return (missing.length === 0
    ? action
    : inOrderOf(
        Object.fromEntries([...given, ...missing]),
        like ?? action,
      )) as unknown as ActionDeclaration;
}

/**
 * A declaration as AWS will answer it once it is saved: to leave out what AWS fills in is no change.
 * What is filled in stands where the pipeline that there is, `now`, has it.
 */
export function asAnswered(
  declaration: PipelineDeclaration,
  now: PipelineDeclaration,
): PipelineDeclaration {
  const actionOf = (stage: string | undefined, action: string | undefined): object | undefined =>
    now.stages?.find((s) => s.name === stage)?.actions?.find((a) => a.name === action);
  return {
    ...declaration,
    stages: declaration.stages?.map((s) => ({
      ...s,
      actions: s.actions?.map((a) => actionAsAnswered(a, actionOf(s.name, a.name))),
    })),
  };
}
