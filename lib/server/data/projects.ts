import 'server-only';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { ProjectApplication, ProjectView, ProjectWork } from '@/lib/domain/projects/project';
import { stackName } from '@/lib/domain/projects/names';
import { isMoving, stackStatus } from '@/lib/domain/status';
import type { Board } from '@/lib/domain/views';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { applicationPage } from './application-page';
import { applicationsOf, inAMoment } from './applications';
import { releasePicture } from './engine-pictures';
import type { PipelineFacts } from './pipeline-facts';
import { AppError, toAppError } from '../aws/errors';
import { instanceAddresses } from './instance-addresses';
import { readPipeline } from './facts';
import { newestSha, projectCommits } from './project-code';
import { projectDeployments } from './project-deployments';
import { projectLive } from './project-live';
import { projectSource } from './project-source';
import { listNames, projectBuilds } from './project-work';

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

/** What could not be read of a project, in words. */
class Unread {
  private readonly found = new Set<string>();

  add(text: string): void {
    this.found.add(text);
  }

  get words(): string[] {
    return [...this.found];
  }

  /** What cannot be read costs its own part of the page, and is said. */
  async part<T>(what: string, read: Promise<T> | undefined): Promise<T | undefined> {
    return read?.catch((error: unknown) => {
      this.add(`Could not read the ${what}: ${toAppError(error).message}`);
      return undefined;
    });
  }
}

/** The stack of a project of ours. One that may not be read is none of ours as far as that is known, which is said. */
async function ownStack(
  connection: Connection,
  name: string,
  unread: Unread,
): Promise<Stack | undefined> {
  try {
    return await projectStack(connection, name);
  } catch (error) {
    const { kind, message } = toAppError(error);
    if (kind !== 'denied') throw error;
    unread.add(`Could not read the stack of a project: ${message}`);
    return undefined;
  }
}

/** The pipeline. A project of ours may have none for a moment, a pipeline that others made is all there is. */
async function ownFacts(
  connection: Connection,
  name: string,
  stack: Stack | undefined,
  unread: Unread,
): Promise<PipelineFacts | undefined> {
  try {
    const facts = await readPipeline(connection, name);
    for (const [stage, why] of facts.unread)
      unread.add(`What is live in ${stage} could not be read: ${why}`);
    return facts;
  } catch (error) {
    const { kind, message } = toAppError(error);
    if (!stack && kind === 'not_found')
      throw new AppError('not_found', `There is no project '${name}'.`, error);
    if (!stack) throw error;
    if (kind !== 'not_found') unread.add(`Could not read the pipeline: ${message}`);
    return undefined;
  }
}

/** The applications of a stack, each with what it shows now. */
async function ownApplications(
  connection: Connection,
  name: string,
  stack: Stack,
  succeeded: ReadonlyMap<string, ProjectWork>,
  unread: Unread,
): Promise<ProjectApplication[]> {
  const hasInstances = stack.Parameters?.some((p) => p.ParameterKey === 'ImageId') ?? false;
  const instances = hasInstances ? instanceAddresses(connection, name) : undefined;
  const known = await unread.part("instances' addresses", instances);
  const applications = await applicationsOf(outputsOf(stack), known);
  return Promise.all(
    applications.map(async (a) => {
      const release = succeeded.get(a.environment);
      const [page, picture] = await Promise.all([
        // Only one that answers has a page: nobody waits for it a second time.
        a.health.ok ? inAMoment(applicationPage(a.url, release?.id ?? ''), undefined) : undefined,
        unread.part(
          'picture of the application',
          release && releasePicture(connection, release.id),
        ),
      ]);
      return { ...a, page, picture, pictureOf: release?.revision };
    }),
  );
}

/** What a project's stack, pipeline and repository say of it; of a pipeline that Starboard did not make, what its own facts say. */
export async function getProject(connection: Connection, name: string): Promise<ProjectView> {
  const unread = new Unread();
  const stack = await ownStack(connection, name, unread);
  const facts = await ownFacts(connection, name, stack, unread);
  const [commits, deployments] = await Promise.all([
    unread.part('commits', facts && projectCommits(connection, facts)),
    unread.part('deployments', facts && projectDeployments(connection, name, facts)),
  ]);
  const succeeded = deployments?.succeeded ?? new Map<string, ProjectWork>();
  const [applications = [], live = []] = await Promise.all([
    stack && ownApplications(connection, name, stack, succeeded, unread),
    facts && projectLive(connection, facts, commits ?? []),
  ]);
  return {
    name,
    lists: facts ? listNames(facts) : {},
    isOurs: stack !== undefined,
    template: stack?.Tags?.find((t) => t.Key === 'starboard:template')?.Value ?? '',
    description: stack?.Description ?? '',
    source: facts && projectSource(connection, facts, stack && outputsOf(stack)['CloneUrl']),
    applications,
    live,
    commits,
    builds: facts && projectBuilds(facts),
    deployments: deployments?.rows,
    unread: unread.words,
    readmeAt: facts && newestSha(facts),
    readAt: Date.now(),
  };
}
