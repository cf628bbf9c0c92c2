import { BuildspecError } from './buildspec/reader';

/** Names of `runtime-versions` → how this machine's runtimes are called (engine/core/runtimes). */
const KNOWN: Readonly<Record<string, string>> = {
  nodejs: 'nodejs',
  python: 'python',
  java: 'java',
  golang: 'go',
  php: 'php',
  ruby: 'ruby',
  dotnet: 'dotnet',
};

/** This machine's names of the runtimes that a buildspec selects. */
export const runtimesOf = (wanted: Readonly<Record<string, string>>): string[] =>
  Object.keys(wanted).flatMap((name) => KNOWN[name] ?? []);

/** The version of a runtime that the machine has; undefined = it has none. */
export type Installed = (runtime: string) => string | undefined;

export interface RuntimeChoice {
  readonly log: string;
  /** What differs from AWS here. */ readonly notice?: string | undefined;
}

const parts = (version: string): string[] =>
  (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').filter(Boolean);

/** Whether what is installed is what is asked for: each part that is given must be the same; `x` and `latest` are any. */
function fits(wanted: string, installed: string): boolean {
  if (/^latest$/i.test(wanted)) return true;
  const have = parts(installed);
  return parts(wanted.replace(/\.x\b.*$/i, '')).every((p, i) => have[i] === p);
}

/**
 * What AWS says of each runtime that the buildspec selects (AWS-SEMANTICS 1.7), and what differs here: an image of AWS has
 * the versions it has, this machine has its own. With `strict` a version that is not installed is AWS's error.
 */
export function selectRuntimes(
  wanted: Readonly<Record<string, string>>,
  expand: (text: string) => string,
  installed: Installed,
  strict: boolean,
): RuntimeChoice[] {
  return Object.entries(wanted).map(([name, raw]) => {
    const own = KNOWN[name];
    if (!own)
      throw new BuildspecError(
        `Unknown runtime named '${name}'. This build image has the following runtimes: ${Object.keys(KNOWN).sort().join(', ')}`,
      );
    const version = expand(raw);
    const have = installed(own);
    if (strict && (have === undefined || !fits(version, have)))
      throw new BuildspecError(
        `Unknown runtime version named '${version}' of ${name}. This build image has the following versions: ${have ?? 'none'}`,
      );
    const log = `Selecting '${name}' runtime version '${version}' based on manual selections...`;
    if (have === undefined)
      return { log, notice: `AWS would use ${name} ${version}, here there is none` };
    return fits(version, have)
      ? { log }
      : { log, notice: `AWS would use ${name} ${version}, here ${have}` };
  });
}

/** `$VAR` and `${VAR}` of a runtime version, from the build's variables. */
export const expandVariables = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_, a: string | undefined, b: string | undefined) => env[a ?? b ?? ''] ?? '',
  );
