import type { AgentEntry } from '../../core/deployment/journal';
import type { Ctx } from '../../ports/context';
import { dispatchEvent } from './dispatch-event';

/** What an agent wrote down of a deployment. */
export function hear(ctx: Ctx, target: string, entry: AgentEntry): void {
  if (entry.type === 'lifecycle')
    dispatchEvent(ctx, entry.deploymentId, {
      type: 'lifecycle',
      at: entry.at,
      target,
      event: entry.event,
      status: entry.status,
      diagnostics: entry.diagnostics,
    });
  if (entry.type === 'deployment-ended')
    dispatchEvent(ctx, entry.deploymentId, {
      type: 'target-ended',
      at: entry.at,
      target,
      status: entry.status,
      piece: entry.piece,
    });
}
