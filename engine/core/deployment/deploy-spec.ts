import {
  appspecSections,
  parseAppspec,
  type Appspec,
  type FilePair,
  type Hook,
} from '../../../common/appspec';
import type { AgentRules } from './agent-rules';

/** What an EC2 deploy action does on an instance. */
export interface DeploySpec {
  readonly install: Pick<Appspec, 'files' | 'permissions' | 'fileExists'>;
  readonly before: readonly Hook[];
  readonly after: readonly Hook[];
  /** Where its scripts run. */
  readonly directory: string;
}

/** The same as an action's configuration says it. */
export interface InlineSpec {
  readonly targetDirectory: string;
  readonly preScript: string | undefined;
  readonly postScript: string;
}

/** A mistake in a deploy spec. */
export class DeploySpecError extends Error {
  override name = 'DeploySpecError';
}

/** [infer] Without a timeout a script may take an hour, as in an AppSpec file and in Systems Manager's AWS-RunShellScript. */
export const SCRIPT_TIMEOUT_SECONDS = 3600;

/** [infer] Scripts of a deploy spec run in the root folder, as those of an AppSpec file; the action's own in its target directory ("the directory ... to run scripts"). */
export const SPEC_DIRECTORY = '/';

/** [doc] An AppSpec file's hooks are mapped to the two events "best-effort"; [infer] those before Install to the first, in this order. */
export const HOOKS_BEFORE = ['ApplicationStop', 'BeforeInstall'];
/** [doc] The same for those after Install. */
export const HOOKS_AFTER = ['AfterInstall', 'ApplicationStart', 'ValidateService'];

/** [infer] Files that stand where the artifact's belong are written over. */
export const OVERWRITES = 'OVERWRITE';

const EVENTS = ['BeforeDeploy', 'AfterDeploy'];

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const specOf = (sections: Appspec, before: string[], after: string[]): DeploySpec => ({
  install: { ...sections, fileExists: sections.fileExists ?? OVERWRITES },
  before: before.flatMap((event) => sections.hooks[event] ?? []),
  after: after.flatMap((event) => sections.hooks[event] ?? []),
  directory: SPEC_DIRECTORY,
});

/**
 * Reads a deploy spec (version 0.1: files, permissions, and scripts of two events) or an AppSpec file in its place (CodePipeline
 * user guide, "Amazon EC2 action reference", deploy spec file reference).
 */
export function parseDeploySpec(source: string, rules: AgentRules): DeploySpec {
  let raw: unknown;
  try {
    raw = rules.readAppspec(source);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new DeploySpecError(`The deploy spec is not valid YAML: ${error.message}`);
    throw error;
  }
  if (!isMap(raw)) throw new DeploySpecError('The deploy spec is empty or has no keys.');
  const { version, scripts, ...others } = raw;
  if (version === 0) return specOf(parseAppspec(source, rules), HOOKS_BEFORE, HOOKS_AFTER);
  if (version !== 0.1)
    throw new DeploySpecError(
      `The deploy spec has the version ${JSON.stringify(version ?? null)}; it must be 0.1, or 0.0 for an AppSpec file.`,
    );
  if ('hooks' in others)
    throw new DeploySpecError('The deploy spec has hooks, which only version 0.0 takes.');
  if (scripts !== undefined && scripts !== null && !isMap(scripts))
    throw new DeploySpecError('The scripts of the deploy spec have no events.');
  const unknown = Object.keys(scripts ?? {}).find((event) => !EVENTS.includes(event));
  if (unknown !== undefined)
    throw new DeploySpecError(
      `The deploy spec has scripts for ${unknown}; there are only ${EVENTS.join(' and ')}.`,
    );
  const sections = appspecSections({ ...others, hooks: scripts }, rules);
  return specOf(sections, ['BeforeDeploy'], ['AfterDeploy']);
}

const script = (location: string): Hook => ({
  location,
  timeoutSeconds: SCRIPT_TIMEOUT_SECONDS,
  runas: undefined,
  sudo: false,
});

/** The whole artifact into one folder, with a script before and one after. */
export function inlineSpec({ targetDirectory, preScript, postScript }: InlineSpec): DeploySpec {
  const whole: FilePair = { source: '/', destination: targetDirectory };
  return {
    install: { files: [whole], permissions: [], fileExists: OVERWRITES },
    before: preScript === undefined ? [] : [script(preScript)],
    after: [script(postScript)],
    directory: targetDirectory,
  };
}
