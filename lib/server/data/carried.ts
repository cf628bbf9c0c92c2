import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { triggerBy, type Carried } from '@/lib/domain/commits/carried';
import { allOf, type Revision } from '@/lib/domain/commits/revision';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { readCommits } from './commits';
import { everyKnown } from './facts';
import type { PipelineFacts } from './pipeline-facts';
import { executionOf, originOf, revisionOf, sourceOf } from './sources';
import { shownStage } from './stages';

type Actions = ReadonlyMap<string, ActionExecutionDetail>;

/** The actions of a pipeline by what they made elsewhere: a build, a deployment. */
const madeBy = new WeakMap<readonly ActionExecutionDetail[], Actions>();

function actionsOf({ actions }: PipelineFacts): Actions {
  const known = madeBy.get(actions);
  if (known) return known;
  const found = new Map(
    actions.flatMap((a) => {
      const id = a.output?.executionResult?.externalExecutionId;
      return id ? [[id, a] as const] : [];
    }),
  );
  madeBy.set(actions, found);
  return found;
}

/** What the source action of an execution told of itself (action structure references: output variables). */
const variablesOf = (
  facts: PipelineFacts,
  execution: string | undefined,
  source: string | undefined,
): Readonly<Record<string, string>> =>
  facts.actions.find((a) => a.pipelineExecutionId === execution && a.actionName === source)?.output
    ?.outputVariables ?? {};

/** Who wrote what an execution carries, where its source action tells it: a connection does, CodeCommit does not. */
export function toldAuthor(
  facts: PipelineFacts,
  execution: string | undefined,
  source: string | undefined,
): string | undefined {
  const told = variablesOf(facts, originOf(facts, execution), source);
  return told['AuthorDisplayName'] || told['AuthorId'] || told['AuthorEmail'] || undefined;
}

/** What an execution of a pipeline carries, by what was read of it. */
export function carriedIn(facts: PipelineFacts, execution: string | undefined): Carried {
  const e = executionOf(facts, execution);
  const revision = revisionOf(facts, execution);
  const told = variablesOf(facts, originOf(facts, execution), revision?.source);
  return {
    pipeline: facts.declaration.name ?? '',
    execution,
    revision,
    author: toldAuthor(facts, execution, revision?.source),
    branch: told['BranchName'] || sourceOf(facts, revision?.source).branch || undefined,
    trigger: e?.trigger && triggerBy(e.trigger.triggerType, e.trigger.triggerDetail),
  };
}

/** What brought about a build or a deployment, by its id, among the pipelines that were read. */
export function carriedTo(): (id: string) => Carried | undefined {
  const all = everyKnown();
  return (id) => {
    for (const facts of all) {
      const action = actionsOf(facts).get(id);
      if (!action) continue;
      const stage = shownStage(facts, action.stageName ?? '');
      return { ...carriedIn(facts, action.pipelineExecutionId), stage };
    }
    return undefined;
  };
}

/** A commit of a repository. */
interface Wanted {
  readonly repository: string;
  readonly sha: string;
}

/** The repository of CodeCommit that has a revision; undefined where another has it. */
function repositoryOf(pipelines: ReadonlyMap<string, PipelineFacts>, c: Carried): Wanted[] {
  const facts = pipelines.get(c.pipeline);
  const { sha, source } = c.revision ?? { sha: '' };
  const { provider, repository } = facts
    ? sourceOf(facts, source)
    : { provider: '', repository: '' };
  return provider === 'CodeCommit' && sha ? [{ repository, sha }] : [];
}

interface Authors {
  readonly of: (w: Wanted) => string | undefined;
  /** Why some are missing, in words. */
  readonly unread: readonly string[];
}

/** Authors by repository and commit, one call for all that are not known of a repository. */
async function authorsOf(connection: Connection, wanted: readonly Wanted[]): Promise<Authors> {
  const repositories = [...new Set(wanted.map((w) => w.repository))];
  const unread = new Set<string>();
  const read = new Map(
    await Promise.all(
      repositories.map(async (repository) => {
        const ids = wanted.filter((w) => w.repository === repository).map((w) => w.sha);
        const commits = await readCommits(connection, repository, ids).catch((error: unknown) => {
          unread.add(`Who wrote the commits could not be read: ${toAppError(error).message}`);
          return undefined;
        });
        return [repository, commits] as const;
      }),
    ),
  );
  return {
    of: ({ repository, sha }) => read.get(repository)?.get(sha)?.author || undefined,
    unread: [...unread],
  };
}

/** Rows with the authors of what was carried to them; those that cannot be read are missing, and it is said. */
export async function withAuthors<T extends { readonly carried?: Carried | undefined }>(
  connection: Connection,
  rows: readonly T[],
): Promise<{ readonly rows: T[]; readonly unread: readonly string[] }> {
  const pipelines = new Map(everyKnown().map((f) => [f.declaration.name ?? '', f]));
  const unknown = rows.flatMap(({ carried }) => (carried && !carried.author ? [carried] : []));
  const authors = await authorsOf(
    connection,
    unknown.flatMap((c) => repositoryOf(pipelines, c)),
  );
  const named = rows.map((row) => {
    if (!row.carried || row.carried.author) return row;
    const [wanted] = repositoryOf(pipelines, row.carried);
    const author = wanted && authors.of(wanted);
    return author ? { ...row, carried: { ...row.carried, author } } : row;
  });
  return { rows: named, unread: authors.unread };
}

/** A revision with that id among all that a pipeline's executions carried. */
export function revisionWith(facts: PipelineFacts, sha: string): Revision | undefined {
  for (const e of facts.executions) {
    const found = allOf(revisionOf(facts, e.pipelineExecutionId)).find((r) => r.sha === sha);
    if (found) return found;
  }
  return undefined;
}
