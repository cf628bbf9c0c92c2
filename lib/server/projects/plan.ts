import 'server-only';
import { isTarget, targets } from '@/templates/targets/index';
import type { Document } from '@/templates/targets/intrinsics';
import type { RuntimeId } from '@/templates/targets/runtimes';
import { environmentsProblem, projectNameProblem } from '@/lib/domain/projects/names';
import { fits } from '@/lib/domain/projects/fits';
import { parameterProblem } from '@/lib/domain/projects/parameters';
import { tagsProblem } from '@/lib/domain/projects/tags';
import { AppError } from '../aws/errors';
import { findTemplate, sourceFolder, type Template } from '../templates/catalogue';
import { templateReports } from '../templates/reports';

export interface ProjectOptions {
  readonly name: string;
  readonly template: string;
  readonly target?: string | undefined;
  readonly environments?: readonly string[] | undefined;
  /** Those a person approves first; unset = the last of several. */
  readonly approve?: readonly string[] | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Tags of the stack, which every resource gets. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** The revision of the files that were previewed. */
  readonly seen?: string | undefined;
}

export interface ProjectPlan {
  readonly name: string;
  readonly template: Template;
  readonly target: string;
  readonly environments: readonly string[];
  readonly approve: readonly string[];
  readonly document: Document;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Parameters that no person is asked for. */
export const GIVEN_BY_US = new Set(['SeedBucket', 'SeedKey', 'ImageId']);

/** What `create` would make: everything checked, nothing sent. */
export async function planProject(o: ProjectOptions): Promise<ProjectPlan> {
  const template = await findTemplate(o.template);
  const target = o.target ?? template.targets[0] ?? '';
  if (!isTarget(target) || !template.targets.includes(target))
    throw new AppError(
      'invalid',
      `The template ${template.id} has no target '${target}'. Use one of: ${template.targets.join(', ')}.`,
    );
  const environments = o.environments ?? ['staging', 'production'];
  const last = environments.at(-1);
  const approve = o.approve ?? (environments.length > 1 && last !== undefined ? [last] : []);
  const problem =
    projectNameProblem(o.name) ?? environmentsProblem(environments) ?? tagsProblem(o.tags ?? {});
  if (problem !== undefined) throw new AppError('invalid', problem);
  const stranger = approve.find((a) => !environments.includes(a));
  if (stranger !== undefined)
    throw new AppError(
      'invalid',
      `'${stranger}' is to be approved but is no environment. The environments are: ${environments.join(', ')}.`,
    );
  const document = targets[target]({
    name: o.name,
    environments,
    approve,
    runtime: template.runtime as RuntimeId | undefined,
    reports: await templateReports(sourceFolder(template)),
  });
  const unknown = Object.keys(o.parameters ?? {}).find(
    (p) => !(p in document.Parameters) || GIVEN_BY_US.has(p),
  );
  if (unknown !== undefined)
    throw new AppError(
      'invalid',
      `There is no parameter '${unknown}'. Use one of: ${Object.keys(document.Parameters)
        .filter((p) => !GIVEN_BY_US.has(p))
        .join(', ')}.`,
    );
  const wrong = Object.entries(o.parameters ?? {})
    .map(([name, value]) =>
      parameterProblem(name, value, document.Parameters[name]?.AllowedPattern, fits),
    )
    .find(Boolean);
  if (wrong !== undefined) throw new AppError('invalid', wrong);
  if (Boolean(o.parameters?.['ConnectionArn']) !== Boolean(o.parameters?.['RepositoryId']))
    throw new AppError(
      'invalid',
      'ConnectionArn and RepositoryId belong together: give both to release a repository behind a connection, or neither.',
    );
  return {
    name: o.name,
    template,
    target,
    environments,
    approve,
    document,
    parameters: o.parameters ?? {},
    tags: o.tags ?? {},
  };
}
