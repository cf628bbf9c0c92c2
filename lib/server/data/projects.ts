import 'server-only';
import { join } from 'node:path';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { ProjectView } from '@/lib/domain/projects/project';
import { stackName } from '@/lib/domain/projects/names';
import { isMoving, stackStatus } from '@/lib/domain/status';
import type { Board } from '@/lib/domain/views';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { homeFolder, rootFolder } from '../env';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { applicationsOf } from './applications';
import { AppError, toAppError } from '../aws/errors';
import { instanceAddresses } from './instance-addresses';
import { readPipeline } from './facts';
import { newestSha, projectCommits } from './project-code';
import { sourceOf } from './sources';
import { projectDeployments } from './project-deployments';

/** A project's stack as it stands; undefined when there is none, or when a stack of that name is not ours. */
export async function projectStack(
  connection: Connection,
  name: string,
): Promise<Stack | undefined> {
  const cfn = await client('cloudformation', connection);
  const found = await cache
    .read(['stack', name], [], moment(), () => cfn.describeStacks({ StackName: stackName(name) }))
    .catch((error: unknown) => {
      if (isAwsError(error, 'ValidationError')) return undefined;
      throw error;
    });
  const stack = found?.Stacks?.[0];
  return stack?.Tags?.some((t) => t.Key === 'starboard:project' && t.Value === name)
    ? stack
    : undefined;
}

/** The stacks of ours that are there, each with its project's name. */
async function projectStacks(
  connection: Connection,
): Promise<{ readonly name: string; readonly stack: Stack }[]> {
  const stacks = await cache.read(
    ['stacks'],
    [],
    // Nobody waits for one here: its progress has a page.
    moment(connection.pacing.stacksMs),
    async () => {
      const cfn = await client('cloudformation', connection);
      return pages(async (NextToken) => {
        const p = await cfn.describeStacks({ NextToken });
        return [p.Stacks, p.NextToken] as const;
      });
    },
  );
  return stacks.flatMap((stack) => {
    const name = stack.Tags?.find((t) => t.Key === 'starboard:project')?.Value;
    return name !== undefined && stack.StackName === stackName(name) ? [{ name, stack }] : [];
  });
}

/** Names of all projects, in order. */
export const projectNames = async (connection: Connection): Promise<string[]> =>
  (await projectStacks(connection)).map((p) => p.name).sort();

/** Projects whose stack is on its way up or down. */
export async function projectsOnTheWay(
  connection: Connection,
): Promise<NonNullable<Board['coming']>> {
  return (await projectStacks(connection)).flatMap(({ name, stack }) => {
    const status = stackStatus(stack.StackStatus);
    return isMoving(status) ? [{ name, stackId: stack.StackId ?? '', status }] : [];
  });
}

export const outputsOf = (stack: Stack): Readonly<Record<string, string>> =>
  Object.fromEntries((stack.Outputs ?? []).map((o) => [o.OutputKey ?? '', o.OutputValue ?? '']));

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** What a person types to clone: the helper finds the key of this home, so none is shown; `clone -c` keeps it for later pushes. */
export function cloneCommand(connection: Connection, url: string): string {
  if (!connection.isThisMachine)
    return `git clone -c credential.helper='!aws codecommit credential-helper $@' -c credential.UseHttpPath=true ${url}`;
  return `git clone -c credential.helper=${quoted(`!STARBOARD_HOME=${quoted(homeFolder())} node ${quoted(join(rootFolder(), 'bin/starboard.mjs'))} git-credential`)} ${url}`;
}

/** What a project's stack, pipeline and repository say of it. */
export async function getProject(connection: Connection, name: string): Promise<ProjectView> {
  const stack = await projectStack(connection, name);
  if (!stack) throw new AppError('not_found', `There is no project '${name}'.`);
  const outputs = outputsOf(stack);
  const cloneUrl = outputs['CloneUrl'] ?? '';
  const unread: string[] = [];
  const facts = await readPipeline(connection, name).catch((error: unknown) => {
    const { kind, message } = toAppError(error);
    if (kind !== 'not_found') unread.push(`Could not read the pipeline: ${message}`);
    return undefined;
  });
  if (facts)
    unread.push(
      ...[...facts.unread].map(
        ([stage, why]) => `What is live in ${stage} could not be read: ${why}`,
      ),
    );
  /** What cannot be read costs its own part of the page, and is said. */
  const part = async <T>(what: string, read: Promise<T> | undefined): Promise<T | undefined> =>
    read?.catch((error: unknown) => {
      unread.push(`Could not read the ${what}: ${toAppError(error).message}`);
      return undefined;
    });
  const hasInstances = stack.Parameters?.some((p) => p.ParameterKey === 'ImageId') ?? false;
  const instances = hasInstances ? instanceAddresses(connection, name) : undefined;
  const [applications, commits, deployments] = await Promise.all([
    part("instances' addresses", instances).then((known) => applicationsOf(outputs, known)),
    part('commits', facts && projectCommits(connection, facts)),
    part('deployments', facts && projectDeployments(connection, name, facts)),
  ]);
  return {
    name,
    template: stack.Tags?.find((t) => t.Key === 'starboard:template')?.Value ?? '',
    description: stack.Description ?? '',
    cloneUrl,
    cloneCommand: cloneUrl && cloneCommand(connection, cloneUrl),
    applications,
    elsewhere:
      facts && sourceOf(facts).provider !== 'CodeCommit' ? sourceOf(facts).repository : undefined,
    commits,
    deployments,
    unread: [...new Set(unread)],
    readmeAt: facts && newestSha(facts),
    readAt: Date.now(),
  };
}
