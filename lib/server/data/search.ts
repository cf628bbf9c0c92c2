import 'server-only';
import { oneEach, type SearchEntry, type SearchIndex } from '@/lib/domain/search';
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
import { carriedIn, withAuthors } from './carried';
import { ms } from './dates';
import { sourcesOf } from './sources';
import type { Carried } from '@/lib/domain/commits/carried';
import { shortRevision, type Revision } from '@/lib/domain/commits/revision';

/** So many commits, the newest, are found by their authors too: that is a call for each repository of theirs. */
const WITH_AUTHORS = 200;

interface Taken {
  readonly carried: Carried;
  readonly revision: Revision;
  readonly at: number;
}

/** What the executions that were read carry, the newest first, each once a pipeline. */
function takenBy(facts: PipelineFacts): Taken[] {
  const found = new Map<string, Taken>();
  for (const e of facts.executions) {
    const carried = carriedIn(facts, e.pipelineExecutionId);
    const { revision } = carried;
    if (revision?.sha && !found.has(revision.sha))
      found.set(revision.sha, { carried, revision, at: ms(e.startTime) });
  }
  return [...found.values()];
}

const commitEntry = ({ carried: c, revision: r }: Taken): SearchEntry => ({
  kind: 'commit',
  id: r.sha,
  label: `${shortRevision(r)} ${r.message}`,
  detail: c.author ? `${c.pipeline}, ${c.author}` : c.pipeline,
  href: routes.commits(r.sha),
  words: c.branch,
});

/** Whose commits the entries are, with how many of them. */
function authorEntries(commits: readonly Taken[]): SearchEntry[] {
  const counts = new Map<string, Set<string>>();
  for (const { carried, revision } of commits)
    if (carried.author)
      counts.set(
        carried.author,
        (counts.get(carried.author) ?? new Set<string>()).add(revision.sha),
      );
  return [...counts].map(([name, { size }]) => ({
    kind: 'author',
    id: name,
    label: name,
    detail: size === 1 ? '1 recent commit' : `${size} recent commits`,
    href: routes.commitsBy(name),
  }));
}

/** Commits of the pipelines that were read, and their authors. */
async function commitsOf(
  connection: Connection,
  all: readonly PipelineFacts[],
  say: (what: string) => void,
): Promise<SearchEntry[]> {
  const taken = all.flatMap(takenBy).sort((a, b) => b.at - a.at);
  const { rows: newest, unread } = await withAuthors(connection, taken.slice(0, WITH_AUTHORS));
  for (const what of unread) say(what);
  const commits = [...newest, ...taken.slice(WITH_AUTHORS)];
  return [...oneEach(commits.map(commitEntry)), ...authorEntries(newest)];
}

/**
 * Repositories with the page that shows their commits: the pipeline that is built from one, else AWS's console. One without any (the embedded engine has no console) is not offered.
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
    const pipeline = builtBy(name);
    return pipeline === undefined ? me && consoleRepository(me, name) : routes.pipeline(pipeline);
  };
  return found.flatMap(({ repositoryName: name = '' }): SearchEntry[] => {
    // A project's repository goes by its name.
    if (projects.includes(name)) return [];
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
      // A project's pipeline goes by its name: one entry leads to both.
      names
        .filter((name) => !projects.includes(name))
        .map((name): SearchEntry => ({
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
            words: `${b.carried?.revision?.message ?? ''} ${b.carried?.author ?? ''}`,
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
            words: `${d.carried?.revision?.message ?? ''} ${d.carried?.author ?? ''}`,
          })),
        ),
      ),
      part(pipelines.then((all) => repositories(connection, projects, all))),
      part(pipelines.then((all) => commitsOf(connection, all, (what) => unread.add(what)))),
    ]);
    return { entries: parts.flat(), unread: [...unread], readAt: Date.now() };
  });
}
