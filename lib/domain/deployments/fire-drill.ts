import { isGood, isOver, type Status } from '@/lib/domain/status';

/** What a deployment that is a drill is described by; a reason may follow. */
export const DRILL = 'Fire drill';

/** A release that was broken on purpose, and how long it took until the old version answered again. */
export interface FireDrill {
  /** The deployment that was made to fail. */
  readonly id: string;
  readonly at: number;
  /** From its start to the end of the rollback, whose last hook asks the application; unset until then. */
  readonly ms?: number | undefined;
  /** It ended without the old version back. */
  readonly hasFailed: boolean;
}

interface Deployed {
  readonly id: string;
  readonly description?: string | undefined;
  readonly status: Status;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  readonly rolledBackBy?: string | undefined;
}

/** The drills among a group's deployments, newest first; each is timed by the deployments themselves. */
export function drillsIn(deployments: readonly Deployed[]): FireDrill[] {
  return deployments
    .filter((d) => d.description?.startsWith(DRILL))
    .map((d) => {
      const back = deployments.find((other) => other.id === d.rolledBackBy);
      const isBack = back !== undefined && isGood(back.status);
      return {
        id: d.id,
        at: d.createdAt,
        ms: isBack && back.endedAt !== undefined ? back.endedAt - d.createdAt : undefined,
        hasFailed: back ? isOver(back.status) && !isBack : isOver(d.status) && !d.rolledBackBy,
      };
    });
}

/** The score: the fastest of all that brought the old version back. */
export function bestOf(drills: readonly FireDrill[]): number | undefined {
  const times = drills.flatMap((d) => d.ms ?? []);
  return times.length ? Math.min(...times) : undefined;
}
