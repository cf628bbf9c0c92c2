import 'server-only';
import type {
  NameCheck,
  PlannedResource,
  ProjectForm,
  ProjectPlanView,
} from '@/lib/domain/project';
import { projectNameProblem, stackName } from '@/lib/domain/names';
import { idleCost, resourceLabel, resourceService } from '@/lib/domain/resources';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { GIVEN_BY_US, planProject } from './plan';
import { sourceFolder } from '../templates/catalogue';
import { plannedFiles, revisionOf } from '../templates/files';

const NAMED = [
  'RepositoryName',
  'Name',
  'ApplicationName',
  'DeploymentGroupName',
  'LogGroupName',
] as const;

function nameOf(
  properties: Readonly<Record<string, unknown>> | undefined,
  logicalId: string,
): string {
  const named = NAMED.map((key) => properties?.[key]).filter(
    (v): v is string => typeof v === 'string',
  );
  return named.at(-1) ?? logicalId;
}

/** What `create` would make, as the wizard draws it: the very document and files that would be sent. */
export async function viewPlan(form: ProjectForm): Promise<ProjectPlanView> {
  const { document, template, parameters } = await planProject(form);
  // What stands under a condition is a repository of the project's own: none is made where a connection leads to one.
  const made = Object.entries(document.Resources).filter(
    ([, r]) => r.Condition === undefined || !parameters['ConnectionArn'],
  );
  const folder = sourceFolder(template);
  const [files, revision] = await Promise.all([plannedFiles(folder), revisionOf(folder)]);
  const resources = made.map(([logicalId, r]): PlannedResource => ({
    logicalId,
    type: r.Type,
    label: resourceLabel(r.Type, logicalId),
    service: resourceService(r.Type),
    name: nameOf(r.Properties, logicalId),
    idle: idleCost(r.Type),
  }));
  return {
    resources,
    files,
    revision,
    parameters: Object.entries(document.Parameters)
      .filter(([name]) => !GIVEN_BY_US.has(name))
      .map(([name, p]) => ({
        name,
        description: p.Description ?? '',
        default: p.Default,
        pattern: p.AllowedPattern,
      })),
  };
}

/** Whether a project can have this name: well formed, and neither a stack nor a repository or pipeline is called so. */
export async function checkName(connection: Connection, name: string): Promise<NameCheck> {
  const wrong = projectNameProblem(name);
  if (wrong !== undefined) return { free: false, why: wrong };
  const [cfn, codecommit] = await Promise.all([
    client('cloudformation', connection),
    client('codecommit', connection),
  ]);
  const [stack, repository] = await Promise.all([
    cfn.describeStacks({ StackName: stackName(name) }).then(
      (r) => r.Stacks?.[0],
      (error: unknown) => {
        if (isAwsError(error, 'ValidationError')) return undefined;
        throw error;
      },
    ),
    codecommit.getRepository({ repositoryName: name }).then(
      (r) => r.repositoryMetadata,
      (error: unknown) => {
        if (isAwsError(error, 'RepositoryDoesNotExistException')) return undefined;
        throw error;
      },
    ),
  ]);
  if (stack) return { free: false, why: `A project ${name} already exists.` };
  return repository ? { free: false, why: `A repository ${name} already exists.` } : { free: true };
}
