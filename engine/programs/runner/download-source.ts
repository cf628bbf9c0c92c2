import { chmod, cp, mkdtemp } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { checkOut, CheckOutError } from '../../adapters/check-out';
import { extractZip, ZipError } from '../../adapters/zip';
import { BuildspecError } from '../../core/build/buildspec/reader';
import { parseBuildspec } from '../../core/build/buildspec/parse';
import type { Buildspec } from '../../core/build/buildspec/types';
import type { BuildJob, BuildSource } from '../../core/build/journal';
import { variablesIn } from '../../core/build/build-paths';
import { COMMAND_PHASES } from '../../core/build/phases';
import { expandVariables, runtimesOf, selectRuntimes } from '../../core/build/runtime-versions';
import type { Sandbox } from '../../ports/sandbox';
import { linkCache, NO_VARIABLES } from './cache';
import { failed, type Outcome } from './outcome';
import { restoreCache } from './remote-cache';
import { runtimeVersions } from './runtimes';
import { references, resolveSecrets, SecretsError } from './secrets';
import { BuildShell, shellFolder } from './shell';
import { sourceOf } from './source-folder';
import { layOutTestTools } from './test-tools';
import type { Transcript } from './transcript';

/** Where a further source is laid out; the build finds it by CODEBUILD_SRC_DIR_NAME. */
const secondaryDir = (name: string): string => `/codebuild/output/src-${name}/src`;

export interface Prepared {
  readonly spec: Buildspec;
  readonly shell: BuildShell;
  /** The source folder inside. */ readonly source: string;
  readonly secretNames: readonly string[];
  readonly cacheKey: string | undefined;
}

const MAX_BUILDSPEC = 1024 * 1024;

/** Lays out a folder of this machine's as a place inside, where nothing but the build's own is. */
async function place(
  sandbox: Sandbox,
  dir: string,
  inside: string,
  fill: (folder: string) => Promise<unknown>,
): Promise<void> {
  // Nothing sandboxed sees this folder: it is filled by plain means and moved in whole.
  const staged = await mkdtemp(join(dir, 'source-'));
  await chmod(staged, 0o755);
  await fill(staged);
  sandbox.files.adopt(staged, inside);
}

/** Fills a folder with one source; `file` is its archive's name without the ending. */
async function fill(
  source: Exclude<BuildSource, { missing: string }>,
  file: string,
  folder: string,
): Promise<void> {
  if (source === 'none') return;
  if (source === 'zip') await extractZip(`${file}.zip`, folder);
  else if ('clone' in source)
    await checkOut(`${file}.bundle`, folder, { commit: source.clone, depth: source.depth });
  else await cp(source.folder, folder, { recursive: true, verbatimSymlinks: true });
}

/** The failure of AWS, where whoever was to bring the source could not. */
async function layOut(
  job: BuildJob,
  dir: string,
  at: string,
  sandbox: Sandbox,
): Promise<Outcome | undefined> {
  const all = [
    { file: 'source', at, source: job.source },
    ...(job.secondary ?? []).map(({ name, source }) => ({
      file: `source-${name}`,
      at: secondaryDir(name),
      source,
    })),
  ];
  for (const one of all) {
    const { source } = one;
    if (typeof source === 'object' && 'missing' in source)
      return failed('CLIENT_ERROR', source.missing);
    await place(sandbox, dir, one.at, (folder) => fill(source, join(dir, one.file), folder));
  }
  return undefined;
}

/** The buildspec's text, or the failure of AWS where it is not there. */
function readSpec(
  job: BuildJob,
  { files }: Sandbox,
  at: string,
  inner: string,
  log: Transcript,
): string | Outcome {
  if ('inline' in job.buildspec) {
    log.log('YAML location is /codebuild/readonly/buildspec.yml');
    return job.buildspec.inline;
  }
  const path = normalize(`${at}/${job.buildspec.path}`);
  log.log(`YAML location is ${inner}/${job.buildspec.path}`);
  try {
    if (path.startsWith(`${at}/`)) return files.readText(path, MAX_BUILDSPEC);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
  return failed(
    'YAML_FILE_ERROR',
    `stat ${inner}/${job.buildspec.path}: no such file or directory`,
  );
}

/** DOWNLOAD_SOURCE: source, buildspec, secrets, runtimes and caches; every line in AWS's order (AWS-SEMANTICS 1.7). */
export async function prepareSource(
  job: BuildJob,
  dir: string,
  sandbox: Sandbox,
  log: Transcript,
): Promise<Prepared | Outcome> {
  const at = sourceOf(job);
  const inner = sandbox.innerPath(at);
  try {
    const missing = await layOut(job, dir, at, sandbox);
    if (missing) return missing;
  } catch (error) {
    if (error instanceof ZipError || error instanceof CheckOutError)
      return failed('CLIENT_ERROR', `source could not be unpacked: ${error.message}`);
    throw error;
  }
  const secondary = Object.fromEntries(
    (job.secondary ?? []).map(({ name }) => [
      `CODEBUILD_SRC_DIR_${name}`,
      sandbox.innerPath(secondaryDir(name)),
    ]),
  );
  for (const [name, path] of Object.entries({ CODEBUILD_SRC_DIR: inner, ...secondary }))
    log.log(`${name}=${path}`);
  const text = readSpec(job, sandbox, at, inner, log);
  if (typeof text !== 'string') return text;
  try {
    const spec = parseBuildspec(text);
    for (const phase of COMMAND_PHASES.filter(
      (p) => spec.phases[p] && !spec.phases[p].commands.length,
    ))
      log.log(`No commands found for phase name: ${phase}`);
    log.log('Processing environment variables');
    if (job.passed?.length) log.notice(`Passed on from this machine: ${job.passed.join(', ')}`);
    const secrets = await readSecrets(job, spec, log);
    const env = {
      PATH: `${layOutTestTools(sandbox)}:${sandbox.path}`,
      HOME: sandbox.innerPath('/root'),
      ...spec.variables,
      ...job.env,
      ...secrets,
      CODEBUILD_SRC_DIR: inner,
      ...secondary,
      CODEBUILD_BUILD_SUCCEEDING: '1',
    };
    await chooseRuntimes(job, spec, env, sandbox, log);
    for (const what of [...(job.notServed ?? []), ...spec.notServed])
      log.notice(`Without effect here: ${what}`);
    log.log(`Moving to directory ${inner}`);
    const shell = new BuildShell(sandbox, {
      folder: shellFolder(dir),
      program: spec.shell,
      env,
      startIn: inner,
      carries: spec.version === '0.2',
    });
    const cacheKey = await caches(job, dir, sandbox, spec, at, shell, log);
    log.log('Registering with agent');
    log.log(`Phases found in YAML: ${spec.counts.length}`);
    for (const [name, commands] of spec.counts)
      log.log(` ${name.toUpperCase()}: ${commands} commands`);
    return { spec, shell, source: at, secretNames: Object.keys(secrets), cacheKey };
  } catch (error) {
    if (error instanceof BuildspecError) return failed('YAML_FILE_ERROR', error.message);
    if (error instanceof SecretsError) return failed(error.code, error.message);
    throw error;
  }
}

async function readSecrets(
  job: BuildJob,
  spec: Buildspec,
  log: Transcript,
): Promise<Record<string, string>> {
  const wanted = references(job, spec);
  if (!wanted.length) return {};
  log.log('Decrypting parameter store environment variables');
  const values = await resolveSecrets(job.desk, wanted);
  log.masker.add(Object.values(values));
  return values;
}

async function chooseRuntimes(
  job: BuildJob,
  spec: Buildspec,
  env: Readonly<Record<string, string>>,
  sandbox: Sandbox,
  log: Transcript,
): Promise<void> {
  if (!Object.keys(spec.runtimeVersions).length)
    return log.log('No runtime version selected in buildspec.');
  const found = await runtimeVersions(sandbox, runtimesOf(spec.runtimeVersions));
  for (const choice of selectRuntimes(
    spec.runtimeVersions,
    (text) => expandVariables(text, env),
    (name) => found[name],
    job.strictRuntimes === true,
  )) {
    log.log(choice.log);
    if (!choice.notice) continue;
    log.notice(choice.notice);
    log.write({ type: 'notice', at: Date.now(), text: choice.notice });
  }
}

/** The keys of a cache that only one in S3 has a use for. */
const keysForS3 = (cache: Buildspec['cache']): string[] => [
  ...(cache?.key === undefined ? [] : ['key']),
  ...(cache?.fallbackKeys.length ? ['fallback-keys'] : []),
  ...(cache?.action === undefined ? [] : ['action']),
];

async function caches(
  job: BuildJob,
  dir: string,
  sandbox: Sandbox,
  spec: Buildspec,
  at: string,
  shell: BuildShell,
  log: Transcript,
): Promise<string | undefined> {
  if (!spec.cache) log.log('Cache is not defined in the buildspec');
  const paths = spec.cache?.paths ?? [];
  if (!paths.length) {
    log.log('Skip cache due to: no paths specified to be cached');
    return undefined;
  }
  if (job.remoteCache) return restoreCache(job, dir, sandbox, spec.cache, shell, log);
  if (!job.cache) {
    log.log('Skip cache due to: the project has no cache');
    return undefined;
  }
  for (const key of keysForS3(spec.cache))
    log.notice(`Without effect here: cache.${key}: a local cache is kept as it is`);
  const { cached, refused } = linkCache(sandbox, paths, at);
  for (const folder of cached) log.log(`Symlinking: ${folder} => the project's local cache`);
  for (const pattern of refused) {
    const why = variablesIn([pattern]).length
      ? NO_VARIABLES
      : `it is no folder that a local cache can keep${sandbox.kind === 'container' ? '; in a container, those below the source and /root/.npm alone' : ''}`;
    log.log(`Not cached: ${pattern}: ${why}`);
  }
  return undefined;
}
