import { z } from 'zod';
import { idempotencyKey } from '@/lib/domain/changes/command';

const MAX_TEXT = 200_000;

/** An edited declaration, to be shown what saving it would do. */
export const pipelineEdit = z.object({
  action: z.enum(['save', 'clone']),
  /** The pipeline that is edited, or that a clone is made from. */
  name: z.string().min(1).max(100),
  text: z.string().max(MAX_TEXT, 'The declaration is too large.'),
});
export type PipelineEdit = Readonly<z.infer<typeof pipelineEdit>>;

export const savePipelineCommand = pipelineEdit.extend({
  idempotencyKey,
  /** Of the plan the person saw. */
  pin: z.string().max(64),
});
export type SavePipelineCommand = Readonly<z.infer<typeof savePipelineCommand>>;
