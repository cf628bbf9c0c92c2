import 'server-only';
import type { Project } from '@aws-sdk/client-codebuild';
import { soundsSecret, type BuildProjectView, type ProjectSettings, type ProjectVariable } from '@/lib/domain/build-project';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';
import { ms } from '../data/dates';
import { AppError } from '../data/errors';

export async function readBuildProject(connection: Connection, name: string): Promise<Project> {
  const codebuild = await client('codebuild', connection);
  const { projects } = await codebuild.batchGetProjects({ names: [name] });
  if (!projects?.[0]) throw new AppError('not_found', `There is no build project ${name}.`);
  return projects[0];
}

export function settingsOf(p: Project): ProjectSettings {
  return {
    description: p.description ?? '', image: p.environment?.image ?? '', computeType: p.environment?.computeType ?? '', privileged: p.environment?.privilegedMode ?? false, buildspec: p.source?.buildspec ?? '',
    timeoutMinutes: p.timeoutInMinutes ?? 60, queuedTimeoutMinutes: p.queuedTimeoutInMinutes ?? 480, concurrentLimit: p.concurrentBuildLimit ?? 0, autoRetryLimit: p.autoRetryLimit ?? 0,
    variables: (p.environment?.environmentVariables ?? []).map((v): ProjectVariable => {
      const type = (v.type ?? 'PLAINTEXT') as ProjectVariable['type'];
      return type === 'PLAINTEXT' && soundsSecret(v.name ?? '') ? { name: v.name ?? '', type, value: '', kept: true } : { name: v.name ?? '', type, value: v.value ?? '' };
    }),
  };
}

function factsOf(p: Project): [string, string][] {
  const all: [string, string | undefined][] = [
    ['Source', p.source?.type === 'NO_SOURCE' ? 'none' : [p.source?.type, p.source?.location].filter(Boolean).join(' ')], ['Further sources', p.secondarySources?.map((s) => s.sourceIdentifier).join(', ') || undefined], ['Artifacts', p.artifacts?.type === 'NO_ARTIFACTS' ? 'none' : [p.artifacts?.type, p.artifacts?.location].filter(Boolean).join(' ')],
    ['Cache', p.cache?.type && p.cache.type !== 'NO_CACHE' ? [p.cache.type, p.cache.location ?? p.cache.modes?.join(', ')].filter(Boolean).join(' ') : 'none'], ['Log group', p.logsConfig?.cloudWatchLogs?.groupName ?? `/aws/codebuild/${p.name ?? ''}`], ['Log in S3', p.logsConfig?.s3Logs?.status === 'ENABLED' ? p.logsConfig.s3Logs.location : undefined],
    ['Role', p.serviceRole?.slice(p.serviceRole.indexOf('/') + 1)], ['VPC', p.vpcConfig?.vpcId], ['KMS key', p.encryptionKey],
  ];
  return all.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
}

export async function getBuildProject(connection: Connection, name: string): Promise<BuildProjectView> {
  const [p, me] = await Promise.all([readBuildProject(connection, name), whoAmI(connection)]);
  const inline = /[\n{]/.test(p.source?.buildspec ?? '');
  return {
    name, settings: settingsOf(p), facts: factsOf(p), modifiedAt: ms(p.lastModified), readOnly: readOnlyReason(connection, me.account), readAt: Date.now(),
    warnings: inline && p.source?.type !== 'NO_SOURCE' ? ['The buildspec is written here: a buildspec.yml in the source has no effect.'] : [],
  };
}
