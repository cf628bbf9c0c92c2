import { projectNameProblem, proposedName } from './names';
import type { ProjectForm, ProjectPlanView } from './project';

/** An environment of a new project. */
export interface EnvironmentChoice {
  readonly name: string;
  readonly approve: boolean;
}

/** Those that a new project has until somebody changes them. */
export const DEFAULT_ENVIRONMENTS: readonly EnvironmentChoice[] = [
  { name: 'staging', approve: false },
  { name: 'production', approve: true },
];

/** The form as the wizard sends it. */
export const projectFormOf = (
  template: string,
  name: string,
  target: string,
  environments: readonly EnvironmentChoice[],
): ProjectForm => ({
  name,
  template,
  target: target || undefined,
  environments: environments.map((e) => e.name),
  approve: environments.filter((e) => e.approve).map((e) => e.name),
});

/** The wizard's form before anything was changed in it. */
export const untouchedForm = (template: string): ProjectForm =>
  projectFormOf(template, proposedName(template, 1), '', DEFAULT_ENVIRONMENTS);

/** The form as a query; until its name is whole, of a project called my-project. */
export function planQuery(form: ProjectForm): URLSearchParams {
  const name = projectNameProblem(form.name) === undefined ? form.name : 'my-project';
  return new URLSearchParams({
    name,
    template: form.template,
    ...(form.target ? { target: form.target } : {}),
    environments: form.environments.join(','),
    approve: form.approve.join(','),
  });
}

/** A plan with the query that asks for it. */
export interface KnownPlan {
  readonly query: string;
  readonly plan: ProjectPlanView;
}
