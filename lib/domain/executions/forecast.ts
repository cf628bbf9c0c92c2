import { shortRevision } from '@/lib/domain/commits/revision';
import { isOver } from '@/lib/domain/status';
import type { ExecutionView, StageView } from '@/lib/domain/views';

type Stage = Pick<StageView, 'name' | 'inbound'>;
type Flying = Pick<ExecutionView, 'id' | 'revision' | 'where' | 'status' | 'startedAt'>;

const short = (e: Flying | undefined): string =>
  e?.revision ? `\`${shortRevision(e.revision)}\`` : 'a newer one';

/**
 * What becomes of each execution under way if nobody does anything, by its mode. In SUPERSEDED mode one that waits in front
 * of a stage is replaced by a newer one that comes there; in QUEUED mode they enter in their order (CodePipeline user guide,
 * "How executions are processed").
 */
export function forecast(
  mode: string,
  stages: readonly Stage[],
  executions: readonly Flying[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (mode === 'PARALLEL') return found;
  const flying = executions.filter((e) => !isOver(e.status));
  const place = (where: string): number =>
    stages.findIndex((s) => s.name === where.replace(/^before /, ''));
  for (const [i, stage] of stages.entries()) {
    for (const [n, waiting] of (stage.inbound ?? []).entries()) {
      const own = flying.find((e) => e.id === waiting.executionId);
      if (!own) continue;
      if (mode === 'QUEUED') {
        found.set(
          own.id,
          n === 0
            ? `Enters ${stage.name} next.`
            : `Enters ${stage.name} after ${n} ${n === 1 ? 'other' : 'others'}.`,
        );
        continue;
      }
      const newer = flying
        .filter(
          (e) =>
            e.id !== own.id &&
            e.startedAt > own.startedAt &&
            place(e.where) < i &&
            place(e.where) >= 0,
        )
        .sort((a, b) => place(b.where) - place(a.where))[0];
      if (!newer) continue;
      found.set(
        own.id,
        `If it still waits when ${short(newer)} comes to ${stage.name}, it is superseded: its commits go on as part of the newer one.`,
      );
      found.set(
        newer.id,
        `Replaces ${short(own)} in front of ${stage.name} if that still waits there.`,
      );
    }
  }
  return found;
}
