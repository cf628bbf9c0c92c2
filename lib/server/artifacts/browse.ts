import 'server-only';
import type { ArtifactFiles } from '@/lib/domain/executions/execution';
import type { HighlightedLine } from '@/lib/domain/projects/project';
import type { Connection } from '../aws/connection';
import { AppError, toAppError } from '../aws/errors';
import { archiveFiles } from '../diff/artifact-tree';
import { MAX_BYTES } from '../diff/source-tree';
import { artifactsOfExecution } from '../execution/read';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { highlight } from '../templates/highlight';

const MAX_LISTED = 5000;

/** The address names an execution's artifact, never a bucket: nothing else can be read by this. */
export async function placeOf(
  connection: Connection,
  pipeline: string,
  execution: string,
  name: string,
): Promise<{ bucket: string; key: string }> {
  const found = (await artifactsOfExecution(connection, pipeline, execution)).find(
    (a) => a.name === name,
  );
  if (!found) throw new AppError('not_found', `This execution has no artifact ${name}.`);
  return found;
}

/** An artifact's files, by name; an artifact that expired or is no zip says so. */
export async function browseArtifact(
  connection: Connection,
  pipeline: string,
  execution: string,
  name: string,
): Promise<ArtifactFiles> {
  const at = await placeOf(connection, pipeline, execution, name);
  try {
    const files = [...(await archiveFiles(connection, at))]
      .map(([path, f]) => ({ path, size: f.size }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return {
      name,
      bytes: files.reduce((n, f) => n + f.size, 0),
      files: files.slice(0, MAX_LISTED),
    };
  } catch (error) {
    const { kind, message, help } = toAppError(error);
    return {
      name,
      bytes: 0,
      files: [],
      problem:
        kind === 'not_found'
          ? 'It is no longer in S3: a lifecycle rule or a person deleted it. You cannot roll back to this execution.'
          : message,
      help: kind === 'not_found' ? undefined : help,
    };
  }
}

/** One file of an artifact as coloured lines; a binary or a large one is not drawn. */
export async function readArtifactFile(
  connection: Connection,
  pipeline: string,
  execution: string,
  name: string,
  path: string,
): Promise<{ lines: readonly HighlightedLine[]; why?: string }> {
  const at = await placeOf(connection, pipeline, execution, name);
  return cache.read(['artifact-file', at.bucket, at.key, path], [], forever(), async () => {
    const file = (await archiveFiles(connection, at)).get(path);
    if (!file) throw new AppError('not_found', `The artifact has no file ${path}.`);
    if (file.size > MAX_BYTES)
      return {
        lines: [],
        why: `${path} has ${Math.round(file.size / 1024)} KB, which is too large to show here.`,
      };
    const bytes = await file.read();
    return bytes.includes(0)
      ? { lines: [], why: `${path} is not text.` }
      : { lines: highlight(path, bytes.toString('utf8')) };
  });
}
