import 'server-only';
import type { ProjectCommit } from '@/lib/domain/projects/project';
import { isMoving, needsPerson, statusOf, LIVE, WAITING, type Status } from '@/lib/domain/status';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { readCommit } from './commits';
import { cache } from '../cache/cache';
import { forever } from '../cache/policy';
import { readPipeline } from './facts';
import type { PipelineFacts } from './pipeline-facts';
import { isDeployStage } from './deploying';
import { allOf } from '@/lib/domain/commits/revision';
import { revisionOf, revisionsOf, sourceOf, takenAt } from './sources';
import { gatedStages, liveIn, stageStatus } from './stages';

const SHOWN = 6;

/** Where a commit has got to: live in the furthest stage, waiting, or on its way. */
function whereOf(facts: PipelineFacts, sha: string): { status: Status; word: string } | undefined {
  const stages = gatedStages(facts);
  for (const { state, gates } of [...stages].reverse()) {
    const stage = state.stageName ?? '';
    const waiting = [...gates, state].some(
      (x) =>
        needsPerson(stageStatus(facts, x)) &&
        revisionsOf(facts, x.latestExecution?.pipelineExecutionId).some((r) => r.sha === sha),
    );
    if (waiting) return { status: WAITING, word: `Waiting for ${stage}` };
    if (
      isMoving(statusOf(state.latestExecution?.status)) &&
      revisionsOf(facts, state.latestExecution?.pipelineExecutionId).some((r) => r.sha === sha)
    )
      return { status: statusOf(state.latestExecution?.status), word: `In ${stage}` };
    if (isDeployStage(facts, stage) && allOf(liveIn(facts, stage)).some((r) => r.sha === sha))
      return { status: LIVE, word: `Live in ${stage}` };
  }
  return undefined;
}

/** The newest execution that took a commit; none where CodePipeline has no record of one. */
const takenBy = (facts: PipelineFacts, sha: string): string | undefined =>
  facts.executions.find((e) => revisionsOf(facts, e.pipelineExecutionId).some((r) => r.sha === sha))
    ?.pipelineExecutionId;

/** Of a repository that AWS cannot list, the commits that the pipeline has taken. */
function takenCommits(facts: PipelineFacts): ProjectCommit[] {
  const known = new Map<string, ProjectCommit>();
  for (const e of facts.executions) {
    const revision = revisionOf(facts, e.pipelineExecutionId);
    if (!revision) continue;
    const at = takenAt(facts, e.pipelineExecutionId);
    const same = known.get(revision.sha);
    // Executions come newest first: the last one that has a commit is the one that took it.
    if (same) known.set(revision.sha, { ...same, at });
    else
      known.set(revision.sha, {
        ...revision,
        author: '',
        at,
        where: whereOf(facts, revision.sha),
        execution: e.pipelineExecutionId,
      });
  }
  return [...known.values()].slice(0, SHOWN);
}

/** The newest commits of the branch, each with where it has got to. */
export async function projectCommits(
  connection: Connection,
  facts: PipelineFacts,
): Promise<ProjectCommit[]> {
  const { provider, repository, branch } = sourceOf(facts);
  if (provider !== 'CodeCommit') return takenCommits(facts);
  const commits: {
    sha: string;
    message: string;
    author: string;
    at: number;
    parents: readonly string[];
  }[] = [];
  try {
    let next = (
      await (
        await client('codecommit', connection)
      ).getBranch({ repositoryName: repository, branchName: branch })
    ).branch?.commitId;
    while (next !== undefined && commits.length < SHOWN) {
      const commit = await readCommit(connection, repository, next);
      commits.push(commit);
      next = commit.parents[0];
    }
  } catch (error) {
    if (!isAwsError(error, 'BranchDoesNotExistException', 'RepositoryDoesNotExistException'))
      throw error;
  }
  return commits.map(({ sha, message, author, at }) => ({
    sha,
    message,
    author,
    at,
    where: whereOf(facts, sha),
    execution: takenBy(facts, sha),
  }));
}

const MAX_README = 200_000;

/** The newest commit the pipeline has taken. */
export const newestSha = (facts: PipelineFacts): string | undefined =>
  revisionOf(facts, facts.stages[0]?.latestExecution?.pipelineExecutionId)?.sha;

/** README.md of the newest commit the pipeline has taken, as text. */
export async function readmeOf(
  connection: Connection,
  pipeline: string,
): Promise<string | undefined> {
  const facts = await readPipeline(connection, pipeline);
  const { provider, repository } = sourceOf(facts);
  const sha = newestSha(facts);
  if (provider !== 'CodeCommit' || sha === undefined) return undefined;
  return cache.read(['readme', repository, sha], [], forever(), async () => {
    try {
      const { fileContent } = await (
        await client('codecommit', connection)
      ).getFile({ repositoryName: repository, commitSpecifier: sha, filePath: 'README.md' });
      return Buffer.from(fileContent ?? [])
        .toString('utf8')
        .slice(0, MAX_README);
    } catch (error) {
      if (isAwsError(error, 'FileDoesNotExistException', 'FileTooLargeException')) return undefined;
      throw error;
    }
  });
}
