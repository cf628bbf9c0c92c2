import 'server-only';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { ProjectView } from '@/lib/domain/project';
import { stackName } from '@/lib/domain/names';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { rootFolder } from '../env';
import { singleFlight } from '../single-flight';
import { applicationsOf } from './applications';
import { AppError } from './errors';
import { readPipeline } from './facts';
import { newestSha, projectCommits } from './project-code';
import { projectDeployments } from './project-deployments';

/** A project's stack as it stands; undefined when there is none, or when a stack of that name is not ours. */
export async function projectStack(connection: Connection, name: string): Promise<Stack | undefined> {
  const cfn = await client('cloudformation', connection);
  const found = await singleFlight(`stack ${name}`, () => cfn.describeStacks({ StackName: stackName(name) })).catch((error: unknown) => {
    if (isAwsError(error, 'ValidationError')) return undefined;
    throw error;
  });
  const stack = found?.Stacks?.[0];
  return stack?.Tags?.some((t) => t.Key === 'starboard:project' && t.Value === name) ? stack : undefined;
}

/** Names of all projects: the stacks of ours that are there. */
export async function projectNames(connection: Connection): Promise<string[]> {
  const cfn = await client('cloudformation', connection);
  const names: string[] = [];
  for (let NextToken: string | undefined, first = true; first || NextToken; first = false) {
    const page = await cfn.describeStacks({ NextToken });
    for (const s of page.Stacks ?? []) {
      const name = s.Tags?.find((t) => t.Key === 'starboard:project')?.Value;
      if (name !== undefined && s.StackName === stackName(name)) names.push(name);
    }
    NextToken = page.NextToken;
  }
  return names.sort();
}

export const outputsOf = (stack: Stack): Readonly<Record<string, string>> => Object.fromEntries((stack.Outputs ?? []).map((o) => [o.OutputKey ?? '', o.OutputValue ?? '']));

const quoted = (text: string): string => `'${text.replaceAll('\'', '\'\\\'\'')}'`;

/** What a person types to clone: the helper finds the key of this home, so none is shown. */
function cloneCommand(connection: Connection, url: string): string {
  if (connection.backend === 'aws') return `git -c credential.helper='!aws codecommit credential-helper $@' -c credential.UseHttpPath=true clone ${url}`;
  return `git -c credential.helper=${quoted(`!npx --prefix ${quoted(rootFolder())} starboard git-credential`)} clone ${url}`;
}

/** What a project's stack, pipeline and repository say of it. */
export async function getProject(connection: Connection, name: string): Promise<ProjectView> {
  const stack = await projectStack(connection, name);
  if (!stack) throw new AppError('not_found', `There is no project '${name}'.`);
  const outputs = outputsOf(stack);
  const cloneUrl = outputs['CloneUrl'] ?? '';
  const facts = await readPipeline(connection, name).catch(() => undefined);
  const [applications, commits, deployments] = await Promise.all([
    applicationsOf(outputs), facts ? projectCommits(connection, facts) : [], projectDeployments(connection, name, facts),
  ]);
  return { name, template: stack.Tags?.find((t) => t.Key === 'starboard:template')?.Value ?? '', description: stack.Description ?? '', cloneUrl, cloneCommand: cloneUrl && cloneCommand(connection, cloneUrl), applications, commits, deployments, readmeAt: facts && newestSha(facts), readAt: Date.now() };
}
