import 'server-only';
import { median } from '@/lib/domain/insights/statistics';
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

/** The median of what each action took the last times it went well, in ms, by `STAGE ACTION`. */
export function usualOf(facts: PipelineFacts): Map<string, number> {
  const all = new Map<string, number[]>();
  for (const a of facts.actions) {
    if (
      isGood(statusOf(a.status)) &&
      a.input?.actionTypeId?.category !== 'Approval' &&
      a.startTime &&
      a.lastUpdateTime
    ) {
      const key = `${a.stageName ?? ''} ${a.actionName ?? ''}`;
      all.set(key, [...(all.get(key) ?? []), ms(a.lastUpdateTime) - ms(a.startTime)].slice(0, 5));
    }
  }
  return new Map([...all].map(([key, list]) => [key, median(list) ?? 0]));
}
