import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { cache } from '../cache/cache';
import { listening } from '../cache/listening';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';

interface Names {
  /** When they were read, in ms since the epoch. */
  readonly at: number;
  readonly names: readonly string[];
  /** Why they could not be listed since. */
  readonly failure: unknown;
}

/** The names that were there when they were last read, when that was, and what has failed since. */
export function lastNames(): Names | undefined {
  const known = cache.known<string[]>(['pipelines']);
  return (
    known && { at: known.at, names: known.value, failure: cache.failure(['pipelines'])?.error }
  );
}

export function listPipelineNames(connection: Connection): Promise<string[]> {
  const { trustsAge, namesMs } = connection.pacing;
  const maxAge = listening() || trustsAge ? namesMs : 0;
  return cache.read<string[]>(
    ['pipelines'],
    [['pipelines']],
    // A page waits for it no longer than its deadline: a round that began another would put off the first one's failure.
    { maxAge, isKept: true, isQueued: true },
    async ({ known }) => {
      const names = await listNames(connection);
      return known && isDeepStrictEqual(names, known.value) ? known.value : names;
    },
  );
}

async function listNames(connection: Connection): Promise<string[]> {
  const codepipeline = await client('codepipeline', connection);
  const names = (
    await pages(async (nextToken) => {
      const p = await codepipeline.listPipelines({ nextToken });
      return [p.pipelines, p.nextToken] as const;
    })
  ).map((p) => p.name ?? '');
  const there = new Set(names);
  for (const key of cache.keys('pipeline')) if (!there.has(key[1])) cache.forget(key);
  return names;
}
