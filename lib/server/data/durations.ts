import 'server-only';
import { isGood, statusOf } from '@/lib/domain/status';
import { ms } from './dates';
import type { PipelineFacts } from './pipeline-facts';

/** How long a stage took when it went well, the last five, oldest first. */
export function stageDurations(facts: PipelineFacts, stage: string): number[] {
  return facts.actions
    .filter(
      (a) => a.stageName === stage && isGood(statusOf(a.status)) && a.startTime && a.lastUpdateTime,
    )
    .slice(0, 5)
    .map((a) => ms(a.lastUpdateTime) - ms(a.startTime))
    .reverse();
}
