import { COMMAND_PHASES, type CommandPhase } from '../phases';
import { readArtifacts } from './artifacts';
import { readBatch } from './batch';
import { readGlobs } from './globs';
import { parseOnFailure } from './on-failure';
import { BuildspecError, Reader, type MapView } from './reader';
import { readReports } from './reports';
import type { Buildspec, CacheSpec, PhaseSpec } from './types';

const TOP = [
  'version',
  'run-as',
  'env',
  'proxy',
  'batch',
  'phases',
  'reports',
  'artifacts',
  'cache',
];
const ENV = [
  'shell',
  'variables',
  'parameter-store',
  'secrets-manager',
  'exported-variables',
  'git-credential-helper',
];
const CACHE = ['key', 'fallback-keys', 'action', 'paths'];
const PHASE = ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally'];
/** `env.shell` as it may be written → the program. PowerShell and cmd belong to Windows images. */
const SHELLS: Readonly<Record<string, string>> = {
  sh: 'sh',
  '/bin/sh': 'sh',
  bash: 'bash',
  '/bin/bash': 'bash',
};

interface Phases {
  phases: Partial<Record<CommandPhase, PhaseSpec>>;
  counts: [string, number][];
  runtimeVersions: Record<string, string>;
}

function readPhases(top: MapView, notServed: string[]): Phases {
  const found: Phases = { phases: {}, counts: [], runtimeVersions: {} };
  const phases = top.map('phases');
  for (const { key, line } of phases?.entries ?? []) {
    const name = COMMAND_PHASES.find((p) => p === key);
    if (!name)
      throw new BuildspecError(
        `Unknown phase name: ${key} at line ${line}. Use install, pre_build, build or post_build`,
      );
    const map = phases?.map(key);
    if (map?.has('runtime-versions')) {
      if (name !== 'install')
        throw new BuildspecError(
          `runtime-versions belong to the install phase, found in ${key} at line ${line}`,
        );
      found.runtimeVersions = map.texts('runtime-versions');
    }
    notServed.push(...(map?.unknown(PHASE) ?? []));
    const commands = map?.strings('commands', 'Commands') ?? [];
    found.phases[name] = {
      commands,
      finally: map?.strings('finally', 'Finally') ?? [],
      onFailure: parseOnFailure(map?.text('on-failure'), key),
      runAs: map?.text('run-as'),
    };
    found.counts.push([key, commands.length]);
  }
  return found;
}

function readCache(map: MapView | undefined, notServed: string[]): CacheSpec | undefined {
  if (!map) return undefined;
  notServed.push(...map.unknown(CACHE));
  const action = map.text('action');
  if (action !== undefined && action !== 'restore' && action !== 'save')
    throw new BuildspecError(`Invalid cache action: ${action}. Use restore or save`);
  return {
    key: map.text('key'),
    fallbackKeys: map.strings('fallback-keys'),
    action,
    paths: readGlobs(map, 'paths', 'cache'),
  };
}

function shellOf(env: MapView | undefined): string {
  const given = env?.text('shell') ?? 'sh';
  const shell = SHELLS[given];
  if (!shell) throw new BuildspecError(`Invalid shell: ${given}. On Linux use bash or /bin/sh`);
  return shell;
}

/** Variables of env; a name that is given in two of its blocks would depend on their order. */
function variablesOf(
  env: MapView | undefined,
): Pick<Buildspec, 'variables' | 'parameterStore' | 'secretsManager'> {
  const [variables, parameterStore, secretsManager] = [
    'variables',
    'parameter-store',
    'secrets-manager',
  ].map((k) => env?.texts(k) ?? {}) as [
    Record<string, string>,
    Record<string, string>,
    Record<string, string>,
  ];
  for (const name of Object.keys({ ...variables, ...parameterStore, ...secretsManager })) {
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw new BuildspecError(`Invalid environment variable name: ${name}`);
  }
  return { variables, parameterStore, secretsManager };
}

/** Reads a buildspec of version 0.1 or 0.2 (AWS-SEMANTICS 1.2). Throws BuildspecError. */
export function parseBuildspec(source: string): Buildspec {
  const reader = Reader.of(source);
  const top = reader.map(reader.root(), '');
  if (!top) throw new BuildspecError('YAML file is empty');
  const version = top.text('version');
  if (version !== '0.1' && version !== '0.2')
    throw new BuildspecError(
      `Invalid buildspec version: ${version ?? 'none'}. Supported versions are 0.1 and 0.2`,
    );
  const notServed = top.unknown(TOP);
  const env = top.map('env');
  notServed.push(...(env?.unknown(ENV) ?? []));
  const batch = readBatch(reader, top.map('batch'), notServed);
  if (!top.has('phases') && !batch)
    throw new BuildspecError(
      'Missing phases: a buildspec needs at least one of install, pre_build, build, post_build',
    );
  if (top.has('proxy')) notServed.push('proxy: builds use the proxy variables of this machine');
  if (env?.flag('git-credential-helper'))
    notServed.push(
      'env.git-credential-helper: builds reach git with the credentials of the role only by a command of their own',
    );
  const { phases, counts, runtimeVersions } = readPhases(top, notServed);
  const { primary, secondary } = readArtifacts(top.map('artifacts'), notServed);
  return {
    version,
    shell: shellOf(env),
    ...variablesOf(env),
    exported: env?.strings('exported-variables') ?? [],
    runAs: top.text('run-as'),
    runtimeVersions,
    phases,
    counts,
    reports: readReports(top.map('reports'), notServed),
    artifacts: primary,
    secondaryArtifacts: secondary,
    cache: readCache(top.map('cache'), notServed),
    batch,
    notServed,
  };
}
