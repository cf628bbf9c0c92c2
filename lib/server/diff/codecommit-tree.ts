import 'server-only';
import type { Difference } from '@aws-sdk/client-codecommit';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { ATTRIBUTES, MAX_BYTES, type SourceTree } from './source-tree';

const MAX_PAGES = 60;

function differences(
  connection: Connection,
  repositoryName: string,
  before: string | undefined,
  after: string,
): Promise<Difference[]> {
  return cache.read(
    ['differences', repositoryName, before ?? '', after],
    [],
    forever(),
    async () => {
      const codecommit = await client('codecommit', connection);
      const all: Difference[] = [];
      let NextToken: string | undefined;
      for (let page = 0; page < MAX_PAGES; page++) {
        const found = await codecommit.getDifferences({
          repositoryName,
          beforeCommitSpecifier: before,
          afterCommitSpecifier: after,
          NextToken,
        });
        all.push(...(found.differences ?? []));
        NextToken = found.NextToken;
        if (NextToken === undefined) break;
      }
      return all;
    },
  );
}

async function blob(
  connection: Connection,
  repositoryName: string,
  blobId: string | undefined,
): Promise<Buffer | 'too large' | undefined> {
  if (!blobId) return undefined;
  try {
    const { content } = await (
      await client('codecommit', connection)
    ).getBlob({ repositoryName, blobId });
    const bytes = Buffer.from(content ?? []);
    return bytes.length > MAX_BYTES ? 'too large' : bytes;
  } catch (error) {
    if (isAwsError(error, 'FileTooLargeException')) return 'too large';
    throw error;
  }
}

async function attributesAt(
  connection: Connection,
  repositoryName: string,
  commitSpecifier: string,
): Promise<string | undefined> {
  const codecommit = await client('codecommit', connection);
  try {
    const { fileContent } = await codecommit.getFile({
      repositoryName,
      commitSpecifier,
      filePath: ATTRIBUTES,
    });
    return fileContent && Buffer.from(fileContent).toString();
  } catch (error) {
    if (isAwsError(error, 'FileDoesNotExistException', 'FileTooLargeException')) return undefined;
    throw error;
  }
}

/** CodeCommit's own differences between two commits; `before` unset = everything is new. */
export function codeCommitTree(
  connection: Connection,
  repository: string,
  before: string | undefined,
  after: string,
): SourceTree {
  const list = (): Promise<Difference[]> => differences(connection, repository, before, after);
  return {
    by: 'commits',
    changes: async () =>
      (await list()).map((d) => ({
        path: d.afterBlob?.path ?? d.beforeBlob?.path ?? '',
        change: d.changeType === 'A' ? 'added' : d.changeType === 'D' ? 'deleted' : 'modified',
      })),
    attributes: async () =>
      (await attributesAt(connection, repository, after)) ??
      (before === undefined ? undefined : attributesAt(connection, repository, before)),
    async sides(path) {
      const d = (await list()).find((x) => (x.afterBlob?.path ?? x.beforeBlob?.path) === path);
      if (!d) return undefined;
      const [a, b] = await Promise.all([
        blob(connection, repository, d.beforeBlob?.blobId),
        blob(connection, repository, d.afterBlob?.blobId),
      ]);
      return a === 'too large' || b === 'too large'
        ? { tooLarge: MAX_BYTES }
        : { before: a, after: b };
    },
  };
}
