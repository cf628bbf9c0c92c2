import 'server-only';
import type {
  NameCheck,
  PlannedResource,
  ProjectForm,
  ProjectPlanView,
} from '@/lib/domain/projects/project';
import { projectNameProblem } from '@/lib/domain/projects/names';
import { idleCost, resourceLabel, resourceService } from '@/lib/domain/projects/resources';
import type { Connection } from '../aws/connection';
import { readDeletion } from './deletion-record';
import {
  commonNames,
  deletionProblem,
  findNames,
  stackNamed,
  stackProblem,
  takenProblem,
} from './names-taken';
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

/** Whether a project can have this name: well formed, and nothing is called so that every project has. */
export async function checkName(connection: Connection, name: string): Promise<NameCheck> {
  const wrong = projectNameProblem(name);
  if (wrong !== undefined) return { free: false, why: wrong };
  const [stack, { taken, unchecked }, deletion] = await Promise.all([
    stackNamed(connection, name),
    findNames(connection, commonNames(name)),
    // Who may not read it is told at Create.
    readDeletion(connection, name).catch(() => undefined),
  ]);
  if (stack) return { free: false, why: stackProblem(name, stack) };
  if (deletion) return { free: false, why: deletionProblem(name) };
  if (taken.length) return { free: false, why: takenProblem(name, taken) };
  return { free: true, unchecked };
}
