import 'server-only';
import type { SearchEntry, SearchIndex } from '@/lib/domain/search';
import { routes } from '@/lib/routes';
import { client } from '../aws/clients';
import { whoAmI } from '../aws/identity';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { listBuildViews } from './builds';
import { toAppError } from '../aws/errors';
import { listDeployments } from './deployments';
import { allFacts, sorted } from './all-facts';
import { lastKnown } from './facts';
import type { PipelineFacts } from './pipeline-facts';
import { listPipelineNames } from './pipeline-names';
import { projectNames } from './projects';
import { consoleRepository } from './action-links';
import { executionViews } from './executions';
import { sourcesOf } from './sources';
import { shortRevision } from '@/lib/domain/commits/revision';

/** What was read of the pipelines whose commits are offered. */
const commitsOf = (all: readonly PipelineFacts[]): SearchEntry[] =>
  all.flatMap((facts) => {
    const seen = new Map(
      executionViews(facts).flatMap((e) =>
        e.revision ? [[e.revision.sha, e.revision] as const] : [],
      ),
    );
    return [...seen.values()].map((r): SearchEntry => ({
      kind: 'commit',
      id: r.sha,
      label: `${shortRevision(r)} ${r.message}`,
      detail: facts.declaration.name ?? '',
      href: routes.commits(r.sha),
    }));
  });

/**
 * Repositories with the page that shows their commits: the project or the pipeline that is built from one, else AWS's
 * console. One without any (the embedded engine has no console) is not offered.
 */
async function repositories(
  connection: Connection,
  projects: readonly string[],
  pipelines: readonly PipelineFacts[],
): Promise<SearchEntry[]> {
  const codecommit = await client('codecommit', connection);
  const [found, me] = await Promise.all([
    pages(async (nextToken) => {
      const p = await codecommit.listRepositories({ nextToken });
      return [p.repositories, p.nextToken] as const;
    }),
    connection.hasConsole ? whoAmI(connection).catch(() => undefined) : undefined,
  ]);
  const builtBy = (name: string): string | undefined =>
    pipelines.find((f) =>
      sourcesOf(f).some((s) => s.provider === 'CodeCommit' && s.repository === name),
    )?.declaration.name;
  const pageOf = (name: string): string | undefined => {
    if (projects.includes(name)) return routes.project(name);
    const pipeline = builtBy(name);
    return pipeline === undefined ? me && consoleRepository(me, name) : routes.pipeline(pipeline);
  };
  return found.flatMap(({ repositoryName: name = '' }): SearchEntry[] => {
    const href = pageOf(name);
    return href === undefined
      ? []
      : [{ kind: 'repository', id: name, label: name, detail: 'Repository', href }];
  });
}

/** So many pipelines are read for a search; of the others what is known is enough to find by. */
const READ = 50;

async function pipelinesToFindBy(
  connection: Connection,
  names: readonly string[],
  say: (what: string) => void,
): Promise<PipelineFacts[]> {
  const { facts, unreadable, coming } = sorted(await allFacts(connection, names.slice(0, READ)));
  for (const { why } of unreadable) say(why);
  const others = names.slice(READ);
  const known = others.flatMap((name) => lastKnown(name)?.facts ?? []);
  const unknown = coming + others.length - known.length;
  if (unknown)
    say(`commits of ${unknown} of ${names.length} pipelines. “Where is” looks in all of them.`);
  return [...facts, ...known];
}

/** Everything the palette can go to. A part that cannot be read is named: the rest is still found. */
export function getSearchIndex(connection: Connection): Promise<SearchIndex> {
  return cache.read(['search'], [], moment(5000), async () => {
    const unread = new Set<string>();
    const missing = (error: unknown): [] => {
      unread.add(toAppError(error).message);
      return [];
    };
    const part = <T>(read: Promise<T[]>): Promise<T[]> => read.catch(missing);
    const [names, projects] = await Promise.all([
      part(listPipelineNames(connection)),
      part(projectNames(connection)),
    ]);
    const pipelines = part(pipelinesToFindBy(connection, names, (why) => unread.add(why)));
    const parts = await Promise.all([
      projects.map((name): SearchEntry => ({
        kind: 'project',
        id: name,
        label: name,
        detail: 'Project',
        href: routes.project(name),
      })),
      names.map((name): SearchEntry => ({
        kind: 'pipeline',
        id: name,
        label: name,
        detail: 'Pipeline',
        href: routes.pipeline(name),
      })),
      part(
        listBuildViews(connection).then((all) =>
          all.map((b): SearchEntry => ({
            kind: 'build',
            id: b.id,
            label: `${b.project} build ${b.number}`,
            detail: `${b.status.word} ${b.revision.slice(0, 7)}`,
            href: routes.build(b.id),
          })),
        ),
      ),
      part(
        listDeployments(connection).then(({ rows }) =>
          rows.map((d): SearchEntry => ({
            kind: 'deployment',
            id: d.id,
            label: `${d.application} to ${d.group}`,
            detail: `${d.status.word} ${d.id}`,
            href: routes.deployment(d.id),
          })),
        ),
      ),
      part(pipelines.then((all) => repositories(connection, projects, all))),
      pipelines.then(commitsOf),
    ]);
    return { entries: parts.flat(), unread: [...unread], readAt: Date.now() };
  });
}
