import { z } from 'zod';
import { CHANGE_KINDS, MAX_REASON } from './change';
import { idempotencyKey } from './command';

/** What an address or a button asks for. */
export const changeRequest = z.object({
  kind: z.enum(CHANGE_KINDS),
  /** The project's name for `delete`, the build project's for builds. */
  pipeline: z.string().min(1).max(150),
  stage: z.string().max(100).optional(),
  /** The approval action that is answered: a stage may have several. */
  action: z.string().max(100).optional(),
  /**
   * The build that is run again or stopped, or the execution that is approved, retried or stopped;
   * of a rollback, the one to go back to; of a release, one that had the commit, or NEWEST.
   */
  execution: z.string().max(200).optional(),
});
export type ChangeRequest = Readonly<z.infer<typeof changeRequest>>;

/** A change as it is sent: what was asked for, and what the person saw. */
export const changeCommand = changeRequest.extend({
  idempotencyKey,
  /** Of the preview the person saw. */
  pin: z.string().max(64),
  reason: z.string().max(MAX_REASON).optional(),
  typed: z.string().max(100).optional(),
  /** What was ticked of the preview's choice. */
  choice: z.boolean().optional(),
  /** Values of the pipeline's variables, by name. */
  variables: z.record(z.string().max(128), z.string().max(1000)).readonly().optional(),
});
export type ChangeCommand = Readonly<z.infer<typeof changeCommand>>;
