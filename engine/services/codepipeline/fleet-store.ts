import type { FleetState } from '../../core/pipeline/fleet';
import type { ActionRun, S3Location } from '../../core/pipeline/types';
import type { FleetDeployCommand } from '../../core/deployment/journal';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';

/** An attempt at an EC2 deploy action, under its id. */
export interface Fleet {
  readonly id: string;
  readonly executionId: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly action: string;
  readonly artifact: S3Location;
  /** As the action is configured: EC2 or SSM_MANAGED_NODE. */
  readonly instanceType: string;
  readonly spec: FleetDeployCommand['spec'];
  readonly log: FleetDeployCommand['log'];
  readonly state: FleetState;
}
export const fleets = kind<Fleet>('codepipeline.fleet');

/** What an action has put on its instances last, by instance. */
export type Held = Readonly<
  Record<string, { readonly artifact: string; readonly hasFailed: boolean }>
>;
const held = kind<Held>('codepipeline.fleet-held');

type Place = Pick<Fleet, 'pipeline' | 'stage' | 'action'>;
const keyOf = ({ pipeline, stage, action }: Place): string =>
  [pipeline, stage, action].join('\u0001');

export const nameOfArtifact = ({ bucket, key }: S3Location): string => `${bucket}/${key}`;

export const heldBy = (ctx: Ctx, place: Place): Held => ctx.store.get(held, keyOf(place)) ?? {};

/** Stores a fleet, and what its instances that have ended have now. */
export function saveFleet(ctx: Ctx, f: Fleet): void {
  ctx.store.put(fleets, f.id, f);
  const artifact = nameOfArtifact(f.artifact);
  const ended = f.state.targets.filter((t) => t.status === 'Succeeded' || t.status === 'Failed');
  if (!ended.length) return;
  const now = ended.map((t) => [t.id, { artifact, hasFailed: t.status === 'Failed' }] as const);
  ctx.store.put(held, keyOf(f), { ...heldBy(ctx, f), ...Object.fromEntries(now) });
}

/** With the history of a pipeline goes what its actions have put on instances. */
export function eraseFleet(ctx: Ctx, pipeline: string, run: ActionRun): void {
  ctx.store.delete(fleets, run.id);
  ctx.store.delete(held, keyOf({ pipeline, stage: run.stage, action: run.name }));
}
