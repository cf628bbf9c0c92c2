'use server';
import type {
  EditPlan,
  PipelineSaved,
  SavePipelineCommand,
} from '@/lib/domain/pipelines/pipeline-edit';
import type { Answer } from '@/lib/domain/result';
import { settle } from '@/lib/server/commands/settle';
import { savePipeline } from '@/lib/server/pipelines/save';

/** Saves an edited pipeline, or creates a clone. */
export async function save(command: SavePipelineCommand): Promise<Answer<PipelineSaved, EditPlan>> {
  return settle((connection) => savePipeline(connection, command));
}
