import 'server-only';
import type { SearchEntry, SearchIndex } from '@/lib/domain/search';
import { routes } from '@/lib/routes';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { singleFlight } from '../single-flight';
import { listBuildViews } from './builds';
import { toAppError } from './errors';
import { listDeploymentRows } from './deployments';
import { listPipelineNames, readPipeline } from './facts';
import { projectNames } from './projects';
import { executionViews } from './executions';
import { shortRevision } from '@/lib/domain/revision';

const MAX_PIPELINES = 50;

async function commits(
  connection: Connection,
  names: readonly string[],
  missing: (error: unknown) => [],
): Promise<SearchEntry[]> {
  const found = await Promise.all(
    names.slice(0, MAX_PIPELINES).map(async (name) => {
      const facts = await readPipeline(connection, name).catch(missing);
      if (Array.isArray(facts)) return [];
      const seen = new Map(
        executionViews(facts).flatMap((e) =>
          e.revision ? [[e.revision.sha, e.revision] as const] : [],
        ),
      );
      return [...seen.values()].map((r): SearchEntry => ({
        kind: 'commit',
        id: r.sha,
        label: `${shortRevision(r)} ${r.message}`,
        detail: name,
        href: routes.commits(r.sha),
      }));
    }),
  );
  return found.flat();
}

async function repositories(connection: Connection): Promise<SearchEntry[]> {
  const codecommit = await client('codecommit', connection);
  const found = await pages(async (nextToken) => {
    const p = await codecommit.listRepositories({ nextToken });
    return [p.repositories, p.nextToken] as const;
  });
  return found.map(({ repositoryName = '' }) => ({
    kind: 'repository',
    id: repositoryName,
    label: repositoryName,
    detail: 'Repository',
    href: routes.project(repositoryName),
  }));
}

/** Everything the palette can go to. A part that cannot be read is named: the rest is still found. */
export function getSearchIndex(connection: Connection): Promise<SearchIndex> {
  return singleFlight(
    'search',
    async () => {
      const unread = new Set<string>();
      const missing = (error: unknown): [] => {
        unread.add(toAppError(error).message);
        return [];
      };
      const names = await listPipelineNames(connection).catch(missing);
      const part = (read: Promise<SearchEntry[]>): Promise<SearchEntry[]> => read.catch(missing);
      const parts = await Promise.all([
        part(
          projectNames(connection).then((all) =>
            all.map((name) => ({
              kind: 'project',
              id: name,
              label: name,
              detail: 'Project',
              href: routes.project(name),
            })),
          ),
        ),
        Promise.resolve(
          names.map((name): SearchEntry => ({
            kind: 'pipeline',
            id: name,
            label: name,
            detail: 'Pipeline',
            href: routes.pipeline(name),
          })),
        ),
        part(
          listBuildViews(connection).then((all) =>
            all.map((b) => ({
              kind: 'build',
              id: b.id,
              label: `${b.project} build ${b.number}`,
              detail: `${b.status.word} ${b.revision.slice(0, 7)}`,
              href: routes.build(b.id),
            })),
          ),
        ),
        part(
          listDeploymentRows(connection).then((all) =>
            all.map((d) => ({
              kind: 'deployment',
              id: d.id,
              label: `${d.application} to ${d.group}`,
              detail: `${d.status.word} ${d.id}`,
              href: routes.deployment(d.id),
            })),
          ),
        ),
        part(repositories(connection)),
        commits(connection, names, missing),
      ]);
      return { entries: parts.flat(), unread: [...unread], readAt: Date.now() };
    },
    5000,
  );
}
