import 'server-only';
import { parseTopic } from '@/lib/domain/live/topics';
import { cache } from '../cache/cache';
import { scheduleRefresh } from '../cache/followed';
import { missedEvents } from '../cache/missed-events';
import { pipelinesWith } from '../data/facts';
import type { Hint } from './hints';

function pipelinesOf(h: Hint): string[] {
  return [
    ...new Set([
      ...(h.pipeline ? [h.pipeline] : []),
      ...(h.application ? pipelinesWith('ApplicationName', h.application) : []),
      ...(h.repository ? pipelinesWith('RepositoryName', h.repository) : []),
    ]),
  ];
}

/** Pages over many pipelines; each of the others names its own. */
export const OVERALL: readonly string[] = ['board', 'approvals', 'find', 'commits', 'insights'];

/** Invalidates what the hints name and reads again what is followed of it. */
export function applyHints(hints: readonly Hint[]): void {
  for (const { pipeline, announces } of hints)
    if (pipeline !== undefined && announces)
      missedEvents.note(pipeline, announces.execution, announces.what);
  const pipelines = new Set(hints.flatMap(pipelinesOf));
  const builds = new Set(hints.flatMap((h) => h.build ?? []));
  const deployments = new Set(hints.flatMap((h) => h.deployment ?? []));
  for (const name of pipelines) cache.invalidate(['pipeline', name]);
  for (const id of builds) cache.invalidate(['build', id]);
  for (const id of deployments) cache.invalidate(['deployment', id]);
  if (builds.size) cache.invalidate(['builds']);
  if (deployments.size) cache.invalidate(['deployments']);
  // One that is not known may be new.
  cache.invalidate(['pipelines']);
  scheduleRefresh((topic) => {
    const { name = '', args: [first = ''] = [] } = parseTopic(topic) ?? {};
    // One that waits for somebody is on the board, whoever has started it.
    if (name === 'board' && deployments.size > 0) return true;
    if (OVERALL.includes(name)) return pipelines.size > 0;
    if (name === 'build') return builds.has(first);
    if (['deployment', 'deployment-context', 'deployment-traffic'].includes(name))
      return deployments.has(first);
    if (name === 'builds') return builds.size > 0;
    if (['deployments', 'environments', 'environment', 'environment-traffic'].includes(name))
      return deployments.size > 0;
    return pipelines.has(first) || (builds.size + deployments.size > 0 && name === 'execution');
  });
}
