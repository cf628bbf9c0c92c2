import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import { createZip, extractZip, mergeInto, sourcesOf } from '../../adapters/zip';
import { absolutePath, variablesIn } from '../../core/build/build-paths';
import type { CacheSpec } from '../../core/build/buildspec/types';
import type { BuildJob } from '../../core/build/journal';
import type { Sandbox } from '../../ports/sandbox';
import { BuildFiles } from './build-files';
import { NO_VARIABLES } from './cache';
import type { BuildShell } from './shell';
import { sourceOf } from './source-folder';
import type { Transcript } from './transcript';

/** The archive where the buildspec names no key. */
const DEFAULT_KEY = 'default';
const ROOT_FOLDER = '/';

const address = (job: BuildJob, key: string, prefixes: readonly string[] = []): string =>
  `${job.desk?.url ?? ''}/cache?${new URLSearchParams([['key', key], ...prefixes.map((p): [string, string] => ['prefix', p])]).toString()}`;

/**
 * Restores a cache from S3 (AWS-SEMANTICS 1.8): the archive of this key, else the newest that a fallback key is a beginning
 * of. A cache that cannot be read costs time, not the build. Returns the key under which it is saved again.
 */
export async function restoreCache(
  job: BuildJob,
  dir: string,
  sandbox: Sandbox,
  spec: CacheSpec | undefined,
  shell: BuildShell,
  log: Transcript,
): Promise<string | undefined> {
  if (!spec || !job.desk) return undefined;
  const key = (spec.key && (await shell.expand(spec.key))) || DEFAULT_KEY;
  if (spec.action === 'save') return key;
  const fallbacks: string[] = [];
  for (const given of spec.fallbackKeys) fallbacks.push((await shell.expand(given)) ?? given);
  try {
    const answer = await fetch(address(job, key, fallbacks), {
      headers: { authorization: job.desk.token },
    });
    if (answer.status === 404 || !answer.body)
      log.log(`Unable to download cache: no archive for key ${key}`);
    else if (!answer.ok) log.log(`Unable to download cache: ${await answer.text()}`);
    else {
      const file = join(dir, 'cache-in.zip');
      await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(file));
      const staged = join(dir, 'cache-in');
      await extractZip(file, staged);
      const n = mergeInto(sandbox.files, staged, ROOT_FOLDER);
      await rm(staged, { recursive: true });
      log.log(`Expanded cache: ${n} file(s) of key ${answer.headers.get('x-cache-key') ?? key}`);
    }
  } catch (error) {
    log.log(`Unable to download cache: ${error instanceof Error ? error.message : String(error)}`);
  }
  return key;
}

/** The files of all cache paths, from the sandbox's root; what cannot be cached is said. */
async function cachedFiles(
  sandbox: Sandbox,
  patterns: readonly string[],
  source: string,
  log: Transcript,
): Promise<string[]> {
  const files = await BuildFiles.of(sandbox, source, { paths: patterns });
  for (const pattern of patterns) {
    const why = variablesIn([pattern]).length ? NO_VARIABLES : files.unseen(pattern);
    if (why !== undefined) log.notice(`Not cached: ${pattern}: ${why}`);
  }
  // Absolute, for a cache has no base directory that a path could climb out of.
  const chosen = files.select({
    files: patterns.filter((p) => !variablesIn([p]).length).map((p) => absolutePath(p, source)),
    discardPaths: false,
  });
  return chosen === 'no base directory' ? [] : chosen.files.map((f) => f.path);
}

/** Saves the cache after the build, unless the buildspec only restores it. */
export async function saveCache(
  job: BuildJob,
  dir: string,
  sandbox: Sandbox,
  spec: CacheSpec | undefined,
  key: string | undefined,
  log: Transcript,
): Promise<void> {
  if (
    !job.remoteCache ||
    !job.desk ||
    !spec?.paths.length ||
    spec.action === 'restore' ||
    key === undefined
  )
    return;
  const source = sourceOf(job);
  const paths = await cachedFiles(sandbox, spec.paths, source, log);
  if (!paths.length) return log.log('Skip cache due to: nothing to be cached was found');
  const file = join(dir, 'cache-out.zip');
  try {
    await createZip(
      file,
      sourcesOf(
        sandbox.files,
        paths.map((p) => [p, relative(ROOT_FOLDER, p)] as const),
      ),
    );
    const answer = await fetch(address(job, key), {
      method: 'PUT',
      headers: { authorization: job.desk.token, 'content-length': String((await stat(file)).size) },
      body: Readable.toWeb(createReadStream(file)) as never,
      duplex: 'half',
    } as RequestInit);
    log.log(
      answer.ok
        ? `Uploaded cache: ${paths.length} file(s) under key ${key}`
        : `Unable to upload cache: ${await answer.text()}`,
    );
  } catch (error) {
    log.log(`Unable to upload cache: ${error instanceof Error ? error.message : String(error)}`);
  }
}
