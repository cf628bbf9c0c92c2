import 'server-only';
import type { Stack } from '@aws-sdk/client-cloudformation';
import { stackName } from '@/lib/domain/projects/names';
import type { Document } from '@/templates/targets/intrinsics';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { lacking } from '../aws/errors';
import { isSettled } from './stack-progress';

/** How it is found out whether a name is taken, by the type of the resource that is to have it: one cheap read each. */
interface NameRead {
  /** The property that holds the name. */
  readonly property: string;
  /** As it stands before the name, and of several. */
  readonly label: string;
  readonly plural: string;
  /** The permission that the read needs. */
  readonly action: string;
  readonly isTaken: (connection: Connection, name: string) => Promise<boolean>;
}

/** Whether a read finds something, where "there is none" is an error of this name. */
const isFound = (read: Promise<unknown>, none: string): Promise<boolean> =>
  read.then(
    () => true,
    (error: unknown) => {
      if (isAwsError(error, none)) return false;
      throw error;
    },
  );

async function hasLogGroup(connection: Connection, name: string): Promise<boolean> {
  const logs = await client('logs', connection);
  const found = await pages(async (nextToken) => {
    const p = await logs.describeLogGroups({ logGroupNamePrefix: name, nextToken });
    return [p.logGroups, p.nextToken] as const;
  });
  return found.some((g) => g.logGroupName === name);
}

/** Of every type that the targets name. The names of errors are those of each operation's API reference. */
export const NAME_READS: Readonly<Record<string, NameRead>> = {
  'AWS::CodeCommit::Repository': {
    property: 'RepositoryName',
    label: 'the repository',
    plural: 'repositories',
    action: 'codecommit:GetRepository',
    isTaken: async (c, repositoryName) =>
      isFound(
        (await client('codecommit', c)).getRepository({ repositoryName }),
        'RepositoryDoesNotExistException',
      ),
  },
  'AWS::CodePipeline::Pipeline': {
    property: 'Name',
    label: 'the pipeline',
    plural: 'pipelines',
    action: 'codepipeline:GetPipeline',
    isTaken: async (c, name) =>
      isFound((await client('codepipeline', c)).getPipeline({ name }), 'PipelineNotFoundException'),
  },
  'AWS::CodeBuild::Project': {
    property: 'Name',
    label: 'the build project',
    plural: 'build projects',
    action: 'codebuild:BatchGetProjects',
    isTaken: async (c, name) => {
      const { projects = [] } = await (
        await client('codebuild', c)
      ).batchGetProjects({ names: [name] });
      return projects.length > 0;
    },
  },
  'AWS::CodeDeploy::Application': {
    property: 'ApplicationName',
    label: 'the CodeDeploy application',
    plural: 'CodeDeploy applications',
    action: 'codedeploy:GetApplication',
    isTaken: async (c, applicationName) =>
      isFound(
        (await client('codedeploy', c)).getApplication({ applicationName }),
        'ApplicationDoesNotExistException',
      ),
  },
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    label: 'the log group',
    plural: 'log groups',
    action: 'logs:DescribeLogGroups',
    isTaken: hasLogGroup,
  },
};

export interface WantedName {
  readonly type: string;
  readonly name: string;
}

/** The names that a document's resources are to have; without those of a repository where none is made. */
export function wantedNames(
  document: Document,
  parameters: Readonly<Record<string, string>>,
): WantedName[] {
  return Object.values(document.Resources).flatMap(({ Type, Condition, Properties }) => {
    const read = NAME_READS[Type];
    const name = read && Properties?.[read.property];
    if (Condition !== undefined && parameters['ConnectionArn']) return [];
    return typeof name === 'string' ? [{ type: Type, name }] : [];
  });
}

/** What every project is called by, whatever its target and environments. */
export const commonNames = (project: string): WantedName[] =>
  Object.keys(NAME_READS).map((type) => ({
    type,
    name: type === 'AWS::Logs::LogGroup' ? `/aws/codebuild/${project}` : project,
  }));

export interface NamesFound {
  /** In words, such as "the pipeline shop". */
  readonly taken: readonly string[];
  /** What may not be read, in words with the permission that is missing. */
  readonly unchecked: readonly string[];
}

/** Which names are taken in this account and region. A read that is denied is said, and stops nobody. */
export async function findNames(
  connection: Connection,
  wanted: readonly WantedName[],
): Promise<NamesFound> {
  const taken: string[] = [];
  const unchecked = new Set<string>();
  await Promise.all(
    wanted.map(async ({ type, name }) => {
      const read = NAME_READS[type];
      if (!read) return;
      try {
        if (await read.isTaken(connection, name)) taken.push(`${read.label} ${name}`);
      } catch (error) {
        const failure = lacking(error, read.action);
        if (failure.kind !== 'denied') throw failure;
        unchecked.add(`${read.plural} (${failure.message.replace(/\.$/, '')})`);
      }
    }),
  );
  return { taken: taken.sort(), unchecked: [...unchecked].sort() };
}

/** Why names that are taken keep a project from being created, with the next step. */
export const takenProblem = (project: string, taken: readonly string[]): string =>
  `The name ${project} is taken: ${taken.join(', ')} ${taken.length > 1 ? 'already exist' : 'already exists'}. ` +
  `Choose another name, or delete ${taken.length > 1 ? 'those' : 'it'} first.`;

/** Why a deletion that has not ended keeps a project of its name from being created. */
export const deletionProblem = (project: string): string =>
  `The project '${project}' is still being deleted. Wait until that has finished, or continue it: starboard delete ${project}.`;

/** The stack that has a project's name, ours or not; undefined where there is none. */
export async function stackNamed(
  connection: Connection,
  project: string,
): Promise<Stack | undefined> {
  const cfn = await client('cloudformation', connection);
  return cfn.describeStacks({ StackName: stackName(project) }).then(
    (found) => found.Stacks?.[0],
    (error: unknown) => {
      if (isAwsError(error, 'ValidationError')) return undefined;
      throw error;
    },
  );
}

export const isOurs = (stack: Stack, project: string): boolean =>
  stack.Tags?.some((t) => t.Key === 'starboard:project' && t.Value === project) ?? false;

/** Why a stack keeps a project of its name from being created, by the state that it is in. */
export function stackProblem(project: string, stack: Stack): string {
  const status = stack.StackStatus ?? '';
  const remove = `starboard delete ${project}`;
  if (!isOurs(stack, project))
    return `A stack ${stackName(project)} (${status}) already exists that Starboard did not make. Choose another name.`;
  if (status === 'DELETE_IN_PROGRESS')
    return `The project '${project}' is being deleted. Wait until it is gone, or choose another name.`;
  if (status === 'DELETE_FAILED')
    return `The project '${project}' was not deleted completely: its stack is DELETE_FAILED. Delete it again, or choose another name: ${remove}.`;
  if (!isSettled(status))
    return `The project '${project}' is being created or changed: its stack is ${status}. Wait for it, or choose another name.`;
  if (/^(ROLLBACK_|CREATE_FAILED)/.test(status))
    return `An earlier creation of '${project}' failed, and its stack is still there (${status}). Delete it first, or choose another name: ${remove}.`;
  return `A project '${project}' already exists. Choose another name, or delete it first: ${remove}.`;
}
