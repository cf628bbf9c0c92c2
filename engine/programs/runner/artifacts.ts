import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createZip, sourcesOf } from '../../adapters/zip';
import type { ArtifactsSpec } from '../../core/build/buildspec/types';
import type { BuildEntry } from '../../core/build/journal';
import type { Sandbox } from '../../ports/sandbox';
import type { BuildFiles } from './build-files';
import type { Transcript } from './transcript';
import { failed, OK, type Outcome } from './outcome';

async function hashes(file: string): Promise<{ sha256: string; md5: string }> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  for await (const chunk of createReadStream(file)) {
    sha256.update(chunk as Buffer);
    md5.update(chunk as Buffer);
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

interface Wanted {
  readonly id: string;
  readonly spec: ArtifactsSpec;
  readonly name: string | undefined;
}

/** Where artifacts and reports come from: what a build has left, and what its paths name in it. */
export interface BuildOutput {
  readonly sandbox: Sandbox;
  readonly found: BuildFiles;
}

/** Zips one artifact into the build's folder, with the lines that AWS logs (AWS-SEMANTICS 1.7, 1.8). */
export async function collectArtifact(
  dir: string,
  { sandbox, found }: BuildOutput,
  { id, spec, name }: Wanted,
  log: Transcript,
  at: () => number,
): Promise<Outcome> {
  const base = found.text(spec.baseDirectory ?? '.');
  log.log(`Expanding base directory path: ${base}`);
  log.log('Assembling file list');
  log.log(`Expanding ${base}`);
  log.log(`Expanding file paths for base directory ${base}`);
  log.log('Assembling file list');
  for (const pattern of spec.files) log.log(`Expanding ${found.text(pattern)}`);
  const chosen = found.select(spec, { links: spec.enableSymlinks });
  if (chosen === 'no base directory') {
    const why = found.unseen(base);
    return failed(
      'CLIENT_ERROR',
      `no matching base directory path found for ${base}${why === undefined ? '' : `: ${why}`}`,
    );
  }
  for (const pattern of chosen.skipped) log.log(`Skipping invalid file path ${pattern}`);
  if (!chosen.files.length) return failed('CLIENT_ERROR', 'no matching artifact paths found');
  log.log(`Found ${chosen.files.length} file(s)`);
  const file = id === '' ? 'artifact.zip' : `artifact-${id}.zip`;
  const { missing } = await createZip(
    join(dir, file),
    sourcesOf(
      sandbox.files,
      chosen.files.map((f) => [f.path, f.name] as const),
      { links: spec.enableSymlinks },
    ),
  );
  for (const gone of missing)
    log.notice(`${gone} disappeared after the files were listed, so the artifact does not have it`);
  const entry: BuildEntry = {
    type: 'artifact',
    at: at(),
    id,
    file,
    files: chosen.files.length - missing.length,
    name,
    prefix: spec.s3Prefix,
    ...(await hashes(join(dir, file))),
  };
  log.write(entry);
  return OK;
}
