import type { AgentEntry, PictureCommand } from '../../core/deployment/journal';
import type { Ctx } from '../../ports/context';
import type { Internal } from '../../ports/module';
import type { Job } from '../../ports/store';
import { instanceDir, instances, isLive, type Instance } from './instances';

type PictureEntry = Extract<AgentEntry, { readonly type: 'picture' }>;

/** Of which release an instance was asked for a picture. */
const isOf =
  (release: string) =>
  (i: Instance): boolean =>
    isLive(i) && i.picture?.release === release;

/** Job: a release has come to an instance. One picture of it is enough, however many instances it comes to. */
export function takePicture(job: Job, ctx: Ctx): void {
  const { release } = job.payload as { release: string };
  if (!ctx.pictures || ctx.store.list(instances).some(isOf(release))) return;
  const instance = ctx.store.get(instances, job.key);
  if (!instance || !isLive(instance)) return;
  const command: PictureCommand = { kind: 'picture', id: `p-${ctx.ids.uuid()}`, release };
  const picture = { id: command.id, release, askedAt: ctx.clock.now() };
  ctx.store.put(instances, instance.id, { ...instance, picture });
  ctx.machines.post(instanceDir(ctx, instance.id), command.id, command);
}

/** What came of a picture; that of an earlier release comes too late. */
export const withPicture = (i: Instance, { id, at, problem }: PictureEntry): Instance =>
  i.picture?.id === id ? { ...i, picture: { ...i.picture, takenAt: at, problem } } : i;

/** The picture of a release, and where it lies once it has been taken. */
export const findPicture: Internal<'ec2'>['findPicture'] = ({ release }, ctx) => {
  const found = ctx.store.list(instances).find(isOf(release));
  if (!found?.picture) return undefined;
  const { id, askedAt, takenAt, problem } = found.picture;
  const path = `${instanceDir(ctx, found.id)}/pictures/${id}.webp`;
  return { askedAt, takenAt, problem, path };
};
