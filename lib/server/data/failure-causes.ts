import 'server-only';
import type { FailureCause } from '@/lib/domain/deployments/deployment';
import { causeOf, tailLines, type HookLine } from '@/lib/domain/deployments/failure-cause';
import { failuresOf } from '@/lib/domain/deployments/targets';
import type { DeploymentView } from '@/lib/domain/views';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { getHookLog } from './hook-log';

/** So many different failures are looked into; the grid has all of them. */
const MOST_CAUSES = 3;
/** The end of a log is where it fails: so many pages of up to 10,000 lines are read to get there. */
const MOST_PAGES = 5;
/** Of a longer log its last lines. */
const MOST_LINES = 5000;

async function linesOf(
  connection: Connection,
  id: string,
  target: string,
  event: string,
): Promise<{ lines: readonly HookLine[]; isWhole: boolean }> {
  let lines: HookLine[] = [];
  let after = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const read = await getHookLog(connection, id, target, event, after);
    lines = [...lines, ...read.lines].slice(-MOST_LINES);
    if (read.end) return { lines, isWhole: true };
    if (read.next === after) break;
    after = read.next;
  }
  return { lines, isWhole: false };
}

interface Found {
  readonly cause: string | undefined;
  readonly isWhole: boolean;
}

/** Why events of a deployment failed, by what their scripts wrote: one target for each kind of failure. */
export async function failureCauses(
  connection: Connection,
  deployment: DeploymentView,
): Promise<FailureCause[]> {
  const causes = await Promise.all(
    failuresOf(deployment.targets)
      .slice(0, MOST_CAUSES)
      .map(async ({ event, message, logTail, targets: [target = ''] }) => {
        const byTail = causeOf(message, tailLines(logTail));
        const isInstance = deployment.targets.find((t) => t.id === target)?.kind === 'instance';
        const read = isInstance
          ? await cache.read<Found>(
              ['hook-cause', deployment.id, target, event],
              [],
              forever(({ isWhole }) => isWhole),
              async () => {
                const { lines, isWhole } = await linesOf(connection, deployment.id, target, event);
                return { cause: lines.length ? causeOf(message, lines) : undefined, isWhole };
              },
            )
          : undefined;
        const cause = read?.cause ?? byTail;
        return cause === undefined ? [] : [{ target, event, cause }];
      }),
  );
  return causes.flat();
}
