import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createZip, sourcesOf } from '../adapters/zip';
import { selectArtifactFiles } from '../core/build/artifact-files';
import type { ArtifactsSpec } from '../core/build/buildspec/types';
import type { BuildEntry } from '../core/build/journal';
import type { SandboxFiles } from '../ports/sandbox-files';
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

/** Where an artifact comes from: a build's files and its source folder inside. */
export interface SourceTree {
  readonly files: SandboxFiles;
  readonly source: string;
}

/** Zips one artifact into the build's folder, with the lines that AWS logs (AWS-SEMANTICS 1.7, 1.8). */
export async function collectArtifact(
  dir: string,
  { files, source }: SourceTree,
  { id, spec, name }: Wanted,
  log: Transcript,
  at: () => number,
): Promise<Outcome> {
  const base = spec.baseDirectory ?? '.';
  log.log(`Expanding base directory path: ${base}`);
  log.log('Assembling file list');
  log.log(`Expanding ${base}`);
  log.log(`Expanding file paths for base directory ${base}`);
  log.log('Assembling file list');
  for (const pattern of spec.files) log.log(`Expanding ${pattern}`);
  const found = selectArtifactFiles(files.walk(source), spec);
  if (found === 'no base directory')
    return failed('CLIENT_ERROR', `no matching base directory path found for ${base}`);
  for (const pattern of found.unmatched) log.log(`Skipping invalid file path ${pattern}`);
  if (!found.files.length) return failed('CLIENT_ERROR', 'no matching artifact paths found');
  log.log(`Found ${found.files.length} file(s)`);
  const file = id === '' ? 'artifact.zip' : `artifact-${id}.zip`;
  const chosen = found.files.map((f) => [`${source}/${f.path}`, f.name] as const);
  const { missing } = await createZip(
    join(dir, file),
    sourcesOf(files, chosen, { links: spec.enableSymlinks }),
  );
  for (const gone of missing)
    log.notice(`${gone} was there when the files were listed and is gone: the artifact lacks it`);
  const entry: BuildEntry = {
    type: 'artifact',
    at: at(),
    id,
    file,
    files: found.files.length - missing.length,
    name,
    prefix: spec.s3Prefix,
    ...(await hashes(join(dir, file))),
  };
  log.write(entry);
  return OK;
}
