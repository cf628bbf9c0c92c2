import 'server-only';
import type { CacheMode, UpdateProjectInput } from '@aws-sdk/client-codebuild';
import {
  isKept,
  type BuildProjectCommand,
  type BuildProjectDone,
  type ProjectSettings,
  type ProjectVariable,
  type SavedSettings,
} from '@/lib/domain/builds/build-project';
import { buildProjectCommand, idsOf } from '@/lib/domain/builds/build-project-schema';
import { failed, ok, refused, type Result } from '@/lib/domain/result';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { defineCommand } from '../commands/command';
import { readBuildProject, settingsOf } from '../builds/project';
import { ms } from '../data/dates';
import { cache } from '../cache/cache';

/** [doc] Project, encryptionKey: what encrypts artifacts where no key is chosen. The model takes no empty key. */
const DEFAULT_KEY = 'alias/aws/s3';

/** Cache, network and key, each only where it was changed: AWS asks for more permissions to set them. A network without members takes it away. */
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
          vpcConfig:
            vpc.id === ''
              ? {}
              : {
                  vpcId: vpc.id,
                  subnets: idsOf(vpc.subnets),
                  securityGroupIds: idsOf(vpc.groups),
                },
        }
      : {}),
    ...(changed('kmsKey') ? { encryptionKey: s.kmsKey || DEFAULT_KEY } : {}),
  };
}

async function perform(
  connection: Connection,
  command: BuildProjectCommand,
): Promise<Result<BuildProjectDone, SavedSettings>> {
  const { name, settings: s } = command;
  const before = await readBuildProject(connection, name);
  const old = settingsOf(before);
  if (ms(before.lastModified) !== command.seen)
    return refused(`Nothing was saved: somebody else has changed ${name} since you looked.`, {
      settings: old,
      modifiedAt: ms(before.lastModified),
    });
  const hidden = old.variables.filter(isKept).map((v) => v.name);
  const unknown = s.variables.find(
    (v) => v.kept && v.value === '' && !(isKept(v) && hidden.includes(v.name)),
  );
  if (unknown)
    return failed(
      'invalid',
      `${unknown.name}: a hidden value cannot move to another name or type. Enter it again.`,
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
      name,
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
    const sentence = `${name} is saved. New builds use these settings.`;
    if (replaced.length)
      return ok({
        now,
        sentence: `${sentence} This cannot be undone: the old value of ${replaced.join(', ')} was never shown.`,
      });
    return ok({ now, sentence, undo: { name, seen: now.modifiedAt, settings: old } });
  } catch (error) {
    if (isAwsError(error, 'InvalidInputException'))
      return failed('invalid', `CodeBuild refuses: ${error.message}`);
    throw error;
  } finally {
    cache.invalidate(['build-projects']);
  }
}

/** Saves a build project's settings, unless somebody else has meanwhile; brings what was there before, to go back. */
export const saveBuildProject = defineCommand('build-project', buildProjectCommand, perform);
