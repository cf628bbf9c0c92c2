import type { ProjectOptions } from '../../lib/server/projects/plan';

/** The options that `create` and `render` share. */
export const PROJECT_OPTIONS = {
  template: { type: 'string' },
  target: { type: 'string' },
  environments: { type: 'string' },
  approve: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  tag: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Values {
  template?: string | undefined;
  target?: string | undefined;
  environments?: string | undefined;
  approve?: string | undefined;
  parameter?: string[] | undefined;
  tag?: string[] | undefined;
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean);

/** `Key=Value` options as an object; throws for one that is none. */
export const pairs = (
  given: readonly string[] | undefined,
  option: string,
): Record<string, string> =>
  Object.fromEntries(
    (given ?? []).map((p) => {
      const at = p.indexOf('=');
      if (at < 1) throw new Error(`'${p}' is not a ${option}: write --${option} Key=Value.`);
      return [p.slice(0, at), p.slice(at + 1)];
    }),
  );

export function projectOptions(name: string, v: Values): ProjectOptions {
  if (!v.template)
    throw new Error(
      'A template is required: --template ID. See them all with: starboard templates.',
    );
  const parameters = pairs(v.parameter, 'parameter');
  return {
    name,
    template: v.template,
    target: v.target,
    environments: v.environments === undefined ? undefined : list(v.environments),
    approve: v.approve === undefined ? undefined : v.approve === 'none' ? [] : list(v.approve),
    parameters,
    tags: pairs(v.tag, 'tag'),
  };
}
