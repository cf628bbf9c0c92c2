import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { deployments } from './deployments';
import { dispatchEvent } from './dispatch-event';

/** Job: an instance was terminated; nobody waits for its agent. */
export function lost(job: Job, ctx: Ctx): void {
  for (const { value } of [...ctx.store.shown(deployments)])
    if (value.running)
      dispatchEvent(ctx, value.id, {
        type: 'target-lost',
        at: ctx.clock.now(),
        target: job.key,
        message: `The instance ${job.key} was terminated.`,
      });
}
