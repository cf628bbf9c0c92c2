/** A project's and an environment's name, as they stand in every resource made for it. */
export const PROJECT_NAME = /^[a-z][a-z0-9-]{1,28}[a-z0-9]$/;
export const ENVIRONMENT_NAME = /^(?!approve)(?!(?:source|build)$)[a-z][a-z0-9]{1,15}$/;

export function projectNameProblem(name: string): string | undefined {
  if (name === '') return 'Give the project a name.';
  return PROJECT_NAME.test(name)
    ? undefined
    : `'${name}' cannot be a project's name: use 3 to 30 lower-case letters, digits and dashes, a letter first and no dash last.`;
}

/** What a project from a template may be called: `hello-node`, then `hello-node-2`. */
export function proposedName(template: string, nth: number): string {
  const name = `hello-${template.split('-')[0] ?? ''}${nth > 1 ? `-${nth}` : ''}`;
  return PROJECT_NAME.test(name) ? name : `hello${nth > 1 ? `-${nth}` : ''}`;
}

/** Why this cannot be the name of an environment. */
export const environmentNameProblem = (name: string): string | undefined =>
  ENVIRONMENT_NAME.test(name)
    ? undefined
    : `'${name}' cannot be an environment's name: use 2 to 16 lower-case letters and digits, a letter first, and not source, build or approve….`;

export function environmentsProblem(environments: readonly string[]): string | undefined {
  if (environments.length < 1 || environments.length > 4)
    return 'A project has one to four environments.';
  const wrong = environments.map(environmentNameProblem).find((problem) => problem !== undefined);
  if (wrong !== undefined) return wrong;
  return new Set(environments).size === environments.length
    ? undefined
    : 'Two environments have the same name.';
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const stackName = (project: string): string => `starboard-${project}`;
