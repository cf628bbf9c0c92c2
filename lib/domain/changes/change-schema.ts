import { z } from 'zod';
import { CHANGE_KINDS } from './change-kinds';
import { MAX_REASON } from './change-reason';
import { idempotencyKey } from './command';

/** The change that a link or a button asks for. */
export const changeRequest = z.object({
  kind: z.enum(CHANGE_KINDS),
  /** The project's name for `delete`, the build project's for builds, the application's for deployments. */
  pipeline: z.string().min(1).max(150),
  /** For deployments the deployment group. */
  stage: z.string().max(100).optional(),
  /** The approval action to answer; a stage may have several. */
  action: z.string().max(100).optional(),
  /**
   * The build to rerun or stop, or the execution to approve, retry or stop. For a rollback the execution to go back to;
   * for a release one that had the commit, or NEWEST. For deployments the one to stop, or whose revision is deployed again.
   */
  execution: z.string().max(200).optional(),
});
export type ChangeRequest = Readonly<z.infer<typeof changeRequest>>;

/** A change as it is sent: the request, and the state that the person saw. */
export const changeCommand = changeRequest.extend({
  idempotencyKey,
  /** The pin of the preview that the person saw. */
  pin: z.string().max(64),
  reason: z.string().max(MAX_REASON).optional(),
  confirmation: z.string().max(100).optional(),
  /** What was typed because the evidence's rules ask for it: names of what is destroyed. */
  typed: z.array(z.string().max(2000)).max(10).readonly().optional(),
  /** Whether the preview's checkbox was ticked. */
  choice: z.boolean().optional(),
  /** Values of the pipeline's variables, by name. */
  variables: z.record(z.string().max(128), z.string().max(1000)).readonly().optional(),
});
export type ChangeCommand = Readonly<z.infer<typeof changeCommand>>;
