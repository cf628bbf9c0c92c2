import 'server-only';
import type { CacheMode, UpdateProjectInput } from '@aws-sdk/client-codebuild';
import { z } from 'zod';
import {
  idsOf,
  isKept,
  settingsProblem,
  type ProjectDone,
  type ProjectOrder,
  type ProjectSettings,
  type ProjectVariable,
} from '@/lib/domain/build-project';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { readBuildProject, settingsOf } from '../builds/project';
import { ms } from '../data/dates';
import { AppError } from '../data/errors';
import { stir } from '../live/followed';
import { forgetReads } from '../single-flight';

const text = (max: number) => z.string().max(max);
const order = z.object({
  name: text(150),
  seen: z.number(),
  settings: z.object({
    description: text(255),
    image: text(500),
    computeType: text(60),
    privileged: z.boolean(),
    buildspec: text(32_000),
    timeoutMinutes: z.number(),
    queuedTimeoutMinutes: z.number(),
    concurrentLimit: z.number(),
    autoRetryLimit: z.number(),
    variables: z
      .array(
        z.object({
          name: text(255),
          type: z.enum(['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']),
          value: text(5000),
          kept: z.boolean().optional(),
        }),
      )
      .max(200),
    cache: z.object({
      kind: z.enum(['NO_CACHE', 'S3', 'LOCAL']),
      location: text(500),
      modes: z.array(text(60)).max(3),
    }),
    vpc: z.object({ id: text(60), subnets: text(1000), groups: text(500) }),
    kmsKey: text(2048),
  }),
});

/** Cache, network and key, each only where it was changed: AWS asks for more permissions to set them, and an empty network or key takes it away. */
function placesOf(
  s: ProjectSettings,
  old: ProjectSettings,
): Pick<UpdateProjectInput, 'cache' | 'vpcConfig' | 'encryptionKey'> {
  const changed = (key: 'cache' | 'vpc' | 'kmsKey'): boolean =>
    JSON.stringify(s[key]) !== JSON.stringify(old[key]);
  const { cache, vpc } = s;
  return {
    ...(changed('cache')
      ? {
          cache: {
            type: cache.kind,
            ...(cache.kind === 'S3' ? { location: cache.location } : {}),
            ...(cache.kind === 'LOCAL' ? { modes: cache.modes as CacheMode[] } : {}),
          },
        }
      : {}),
    ...(changed('vpc')
      ? {
          vpcConfig: {
            vpcId: vpc.id,
            subnets: idsOf(vpc.subnets),
            securityGroupIds: idsOf(vpc.groups),
          },
        }
      : {}),
    ...(changed('kmsKey') ? { encryptionKey: s.kmsKey } : {}),
  };
}

/** Saves a build project's settings, unless somebody else has meanwhile; brings what was there before, to go back. */
export async function saveBuildProject(connection: Connection, raw: unknown): Promise<ProjectDone> {
  const parsed = order.safeParse(raw);
  if (!parsed.success)
    throw new AppError(
      'invalid',
      parsed.error.issues[0]?.message ?? 'The request is not understood.',
    );
  const o: ProjectOrder = parsed.data;
  const problem = settingsProblem(o.settings);
  if (problem !== undefined) throw new AppError('invalid', problem);
  await assertMayWrite(connection);
  const before = await readBuildProject(connection, o.name);
  if (ms(before.lastModified) !== o.seen)
    throw new AppError(
      'conflict',
      `Nothing was saved: somebody else has changed ${o.name} since you looked.`,
    );
  const s = o.settings;
  const old = settingsOf(before);
  const hidden = old.variables.filter(isKept).map((v) => v.name);
  const unknown = s.variables.find(
    (v) => v.kept && v.value === '' && !(isKept(v) && hidden.includes(v.name)),
  );
  if (unknown)
    throw new AppError(
      'invalid',
      `${unknown.name}: a value that is not shown cannot be carried to another name or kind. Type it again.`,
    );
  const replaced = hidden.filter((name) => !s.variables.some((v) => v.name === name && isKept(v)));
  const valueOf = (v: ProjectVariable): string =>
    isKept(v)
      ? (before.environment?.environmentVariables?.find((b) => b.name === v.name)?.value ?? '')
      : v.value;
  try {
    const { project } = await (
      await client('codebuild', connection)
    ).updateProject({
      name: o.name,
      description: s.description,
      timeoutInMinutes: s.timeoutMinutes,
      queuedTimeoutInMinutes: s.queuedTimeoutMinutes,
      autoRetryLimit: s.autoRetryLimit,
      concurrentBuildLimit: s.concurrentLimit === 0 ? -1 : s.concurrentLimit,
      source: { ...before.source, type: before.source?.type, buildspec: s.buildspec },
      environment: {
        ...before.environment,
        type: before.environment?.type,
        image: s.image,
        computeType: s.computeType as never,
        privilegedMode: s.privileged,
        environmentVariables: s.variables.map((v) => ({
          name: v.name,
          type: v.type,
          value: valueOf(v),
        })),
      },
      ...placesOf(s, old),
    });
    const now = {
      settings: project ? settingsOf(project) : s,
      modifiedAt: ms(project?.lastModified),
    };
    const sentence = `${o.name} is saved. Builds that start from now on use it.`;
    if (replaced.length)
      return {
        now,
        sentence: `${sentence} There is no way back from here: what ${replaced.join(', ')} held before was never shown.`,
      };
    return { now, sentence, undo: { name: o.name, seen: now.modifiedAt, settings: old } };
  } catch (error) {
    if (isAwsError(error, 'InvalidInputException'))
      throw new AppError('invalid', `CodeBuild refuses: ${error.message}`, error);
    throw error;
  } finally {
    forgetReads('build');
    stir();
  }
}
