import 'server-only';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type {
  EditPlan,
  PipelineSaved,
  SavePipelineCommand,
} from '@/lib/domain/pipelines/pipeline-edit';
import { savePipelineCommand } from '@/lib/domain/pipelines/pipeline-edit-schema';
import { failed, ok, refused, type Result } from '@/lib/domain/result';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { defineCommand } from '../commands/command';
import { cache } from '../cache/cache';
import { rememberVersion } from './accepted-version';
import { buildPlan } from './plan';

/** What CodePipeline has against a declaration; its own sentence names the stage and action. */
const REFUSALS = [
  'InvalidStructureException',
  'InvalidStageDeclarationException',
  'InvalidActionDeclarationException',
  'InvalidBlockerDeclarationException',
  'ValidationException',
  'PipelineNameInUseException',
  'LimitExceededException',
];

async function send(
  connection: Connection,
  action: EditPlan['action'],
  declaration: PipelineDeclaration,
): Promise<PipelineDeclaration | undefined> {
  const codepipeline = await client('codepipeline', connection);
  const { pipeline } =
    action === 'clone'
      ? await codepipeline.createPipeline({ pipeline: declaration })
      : await codepipeline.updatePipeline({ pipeline: declaration });
  return pipeline;
}

async function perform(
  connection: Connection,
  command: SavePipelineCommand,
): Promise<Result<PipelineSaved, EditPlan>> {
  const { plan, declaration } = await buildPlan(connection, command);
  if (plan.problem !== undefined || !declaration)
    return failed('invalid', plan.problem ?? 'There is nothing to save.');
  if (plan.pin !== command.pin)
    return refused(
      `Nothing was saved. ${plan.name} changed while you were reading. You now see the new version.`,
      plan,
    );
  try {
    const saved = await send(connection, plan.action, declaration);
    const made = { name: saved?.name ?? plan.name, version: saved?.version ?? 1 };
    rememberVersion(made.name, made.version);
    return ok(made);
  } catch (error) {
    if (isAwsError(error, ...REFUSALS))
      return failed('invalid', `CodePipeline refuses: ${error.message}`);
    throw error;
  } finally {
    // Also where the answer is lost: what was read before is not what is there.
    cache.invalidate(['pipeline', plan.name]);
  }
}

/** Saves or clones: everything is read anew, and must be as the person saw it. */
export const savePipeline = defineCommand('pipeline', savePipelineCommand, perform);
