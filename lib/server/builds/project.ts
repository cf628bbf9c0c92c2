import 'server-only';
import type { Project } from '@aws-sdk/client-codebuild';
import {
  SOURCE_NAMES,
  type BuildAlarm,
  type BuildProjectView,
  type ProjectSettings,
  type ProjectVariable,
} from '@/lib/domain/builds/build-project';
import { soundsSecret } from '@/lib/domain/secrets';
import { alarmStatus } from '@/lib/domain/status';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';
import { pages } from '../aws/pages';
import { ms } from '../data/dates';
import { AppError, toAppError } from '../aws/errors';
import { egressOf } from './egress';
import { instructionsOf } from './instructions';

export async function readBuildProject(connection: Connection, name: string): Promise<Project> {
  const codebuild = await client('codebuild', connection);
  const { projects } = await codebuild.batchGetProjects({ names: [name] });
  if (!projects?.[0]) throw new AppError('not_found', `There is no build project ${name}.`);
  return projects[0];
}

export function settingsOf(p: Project): ProjectSettings {
  return {
    description: p.description ?? '',
    image: p.environment?.image ?? '',
    computeType: p.environment?.computeType ?? '',
    privileged: p.environment?.privilegedMode ?? false,
    buildspec: p.source?.buildspec ?? '',
    timeoutMinutes: p.timeoutInMinutes ?? 60,
    queuedTimeoutMinutes: p.queuedTimeoutInMinutes ?? 480,
    concurrentLimit: p.concurrentBuildLimit ?? 0,
    autoRetryLimit: p.autoRetryLimit ?? 0,
    cache: {
      kind: p.cache?.type ?? 'NO_CACHE',
      location: p.cache?.type === 'S3' ? (p.cache.location ?? '') : '',
      modes: p.cache?.type === 'LOCAL' ? (p.cache.modes ?? []) : [],
    },
    vpc: {
      id: p.vpcConfig?.vpcId ?? '',
      subnets: (p.vpcConfig?.subnets ?? []).join(', '),
      groups: (p.vpcConfig?.securityGroupIds ?? []).join(', '),
    },
    kmsKey: p.encryptionKey ?? '',
    variables: (p.environment?.environmentVariables ?? []).map((v): ProjectVariable => {
      const type = (v.type ?? 'PLAINTEXT') as ProjectVariable['type'];
      return type === 'PLAINTEXT' && soundsSecret(v.name ?? '')
        ? { name: v.name ?? '', type, value: '', kept: true }
        : { name: v.name ?? '', type, value: v.value ?? '' };
    }),
  };
}

/** `CodeCommit https://…`: what kind of place it is, in a name people know, and where. */
const placeWords = (
  at: { readonly type?: string | undefined; readonly location?: string | undefined } | undefined,
): string =>
  at?.type === 'NO_SOURCE' || at?.type === 'NO_ARTIFACTS'
    ? 'none'
    : [SOURCE_NAMES[at?.type ?? ''] ?? at?.type, at?.location].filter(Boolean).join(' ');

function factsOf(p: Project): [string, string][] {
  const all: [string, string | undefined][] = [
    ['Source', placeWords(p.source)],
    ['Further sources', p.secondarySources?.map((s) => s.sourceIdentifier).join(', ') || undefined],
    ['Artifacts', placeWords(p.artifacts)],
    ['Log group', p.logsConfig?.cloudWatchLogs?.groupName ?? `/aws/codebuild/${p.name ?? ''}`],
    [
      'Log in S3',
      p.logsConfig?.s3Logs?.status === 'ENABLED' ? p.logsConfig.s3Logs.location : undefined,
    ],
    ['Role', p.serviceRole?.slice(p.serviceRole.indexOf('/') + 1)],
  ];
  return all.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
}

/** More topics are not listed. */
const MAX_TOPICS = 200;

/** The alarms on a project's failed builds. */
export async function alarmsOf(connection: Connection, name: string): Promise<BuildAlarm[]> {
  const { MetricAlarms = [] } = await (
    await client('cloudwatch', connection)
  ).describeAlarmsForMetric({
    Namespace: 'AWS/CodeBuild',
    MetricName: 'FailedBuilds',
    Dimensions: [{ Name: 'ProjectName', Value: name }],
  });
  return MetricAlarms.map((a) => ({
    name: a.AlarmName ?? '',
    status: alarmStatus(a.StateValue),
    since: ms(a.StateUpdatedTimestamp),
    topics: a.AlarmActions ?? [],
  }));
}

async function topicsOf(connection: Connection): Promise<string[]> {
  const sns = await client('sns', connection);
  return (
    await pages(async (NextToken) => {
      const p = await sns.listTopics({ NextToken });
      return [p.Topics, p.NextToken] as const;
    }, MAX_TOPICS)
  )
    .map((t) => t.TopicArn ?? '')
    .sort();
}

export async function getBuildProject(
  connection: Connection,
  name: string,
): Promise<BuildProjectView> {
  const unread = new Set<string>();
  const said = (error: unknown): [] => {
    unread.add(toAppError(error).message);
    return [];
  };
  const unchecked =
    (what: string) =>
    (error: unknown): [] => {
      unread.add(`Whether ${what} was not checked: ${toAppError(error).message}`);
      return [];
    };
  const p = await readBuildProject(connection, name);
  const [me, alarms, topics, instructions, egress] = await Promise.all([
    whoAmI(connection),
    alarmsOf(connection, name).catch(said),
    topicsOf(connection).catch(said),
    instructionsOf(connection, p).catch(unchecked('the source has a buildspec.yml too')),
    egressOf(connection, p).catch(unchecked('its builds can reach the internet')),
  ]);
  return {
    name,
    settings: settingsOf(p),
    facts: factsOf(p),
    modifiedAt: ms(p.lastModified),
    readOnly: readOnlyReason(connection, me.account),
    readAt: Date.now(),
    alarms,
    topics,
    unread: [...unread],
    warnings: [...instructions, ...egress],
  };
}
