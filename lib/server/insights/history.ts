import 'server-only';
import { LRUCache } from 'lru-cache';
import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { isMoving, statusOf } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { ms } from '../data/dates';
import { shared } from '../shared';
import { cache } from '../cache/cache';
import { queued } from '../cache/policy';

/** The past of a pipeline, newest first. */
export interface History {
  readonly actions: readonly ActionExecutionDetail[];
  readonly executions: readonly PipelineExecutionSummary[];
}

/** How much of one pipeline is looked at. */
const MAX_ACTIONS = 2000;
const MAX_EXECUTIONS = 1000;
/** Where a history begins (ms since the epoch) of which there is more than what is looked at; undefined where it is whole. */
export const beginsAt = ({ actions, executions }: History): number | undefined => {
  const cut = [
    ...(actions.length >= MAX_ACTIONS ? [ms(actions.at(-1)?.startTime)] : []),
    ...(executions.length >= MAX_EXECUTIONS ? [ms(executions.at(-1)?.startTime)] : []),
  ];
  return cut.length ? Math.max(...cut) : undefined;
};
const FRESH_MS = 20_000;
const kept = shared('history', () => new LRUCache<string, History>({ max: 1000 }));

/** Reads the newest pages until all of one is known and over: what is over does not change, so only the news is read again. */
async function news<T>(
  known: readonly T[],
  idOf: (item: T) => string,
  isOpen: (item: T) => boolean,
  until: (item: T) => boolean,
  max: number,
  read: (
    token: string | undefined,
  ) => Promise<readonly [readonly T[] | undefined, string | undefined]>,
): Promise<T[]> {
  const old = new Map(known.filter((k) => !isOpen(k)).map((k) => [idOf(k), k]));
  const found = new Map<string, T>();
  for (
    let token: string | undefined, first = true;
    (first || token) && found.size < max;
    first = false
  ) {
    const [items = [], next] = await read(token);
    for (const item of items) found.set(idOf(item), item);
    token = next;
    if (items.length && (items.every((i) => old.has(idOf(i))) || items.every(until))) break;
  }
  for (const [id, item] of old) if (!found.has(id)) found.set(id, item);
  return [...found.values()].slice(0, max);
}

/** Changes with whatever has begun or ended: a history read before that is an older one. */
const fingerprintOf = ({ executions, actions }: History): string =>
  String(Math.max(0, ...[...executions, ...actions].map((x) => ms(x.lastUpdateTime))));

/** A pipeline's past, back to `from` (ms since the epoch); `now` is what its facts have of it. */
export function readHistory(
  connection: Connection,
  name: string,
  now: History,
  from: number,
): Promise<History> {
  return cache.read(
    ['history', name, Math.floor(from / 86_400_000), fingerprintOf(now)],
    [],
    queued(FRESH_MS),
    async () => {
      const codepipeline = await client('codepipeline', connection);
      const old = kept.get(name) ?? { actions: [], executions: [] };
      const open = (status: string | undefined): boolean => isMoving(statusOf(status));
      const [actions, executions] = await Promise.all([
        news(
          old.actions,
          (a) => a.actionExecutionId ?? '',
          (a) => open(a.status),
          (a) => ms(a.startTime) < from,
          MAX_ACTIONS,
          async (nextToken) => {
            const p = await codepipeline.listActionExecutions({
              pipelineName: name,
              maxResults: 100,
              nextToken,
            });
            return [p.actionExecutionDetails, p.nextToken] as const;
          },
        ),
        news(
          old.executions,
          (e) => e.pipelineExecutionId ?? '',
          (e) => open(e.status),
          (e) => ms(e.startTime) < from,
          MAX_EXECUTIONS,
          async (nextToken) => {
            const p = await codepipeline.listPipelineExecutions({
              pipelineName: name,
              maxResults: 100,
              nextToken,
            });
            return [p.pipelineExecutionSummaries, p.nextToken] as const;
          },
        ),
      ]);
      const history: History = {
        actions: [...actions].sort((a, b) => ms(b.startTime) - ms(a.startTime)),
        executions: [...executions].sort((a, b) => ms(b.startTime) - ms(a.startTime)),
      };
      kept.set(name, history);
      return history;
    },
  );
}
