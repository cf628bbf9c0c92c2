import 'server-only';
import type { Build } from '@aws-sdk/client-codebuild';
import { pipelineOf } from '@/lib/domain/builds/build-project';
import { kindOfRevision, type Revision } from '@/lib/domain/commits/revision';
import type { Connection } from '../aws/connection';
import { authorIn } from '../data/authors';
import { lastKnown, readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionsOf, sourceOf } from '../data/sources';

/** Where a build's source comes from. */
export interface BuildOrigin {
  readonly revision: Revision | undefined;
  /** The CodeCommit repository of that revision. */
  readonly repository: string | undefined;
  /** Its author, where the source action's output tells it. */
  readonly author: string | undefined;
  readonly pipeline?: string | undefined;
  readonly execution?: string | undefined;
}

/** The execution that ran a build: by the action that names it, or its batch. */
function executionOf(facts: PipelineFacts, build: Build): string | undefined {
  const batch = build.buildBatchArn?.split('/').pop();
  return facts.actions.find(({ output }) => {
    const external = output?.executionResult?.externalExecutionId;
    return external !== undefined && (external === build.id || external === batch);
  })?.pipelineExecutionId;
}

/** Of a build that a pipeline started, by what was read of the pipeline. */
export function inPipeline(facts: PipelineFacts, build: Build): BuildOrigin {
  const sha = build.resolvedSourceVersion ?? '';
  const execution = executionOf(facts, build);
  const all = revisionsOf(facts, execution);
  const first = all.find((r) => r.sha === sha) ?? all[0];
  const others = all.filter((r) => r !== first);
  const source = sourceOf(facts, first?.source);
  return {
    pipeline: facts.declaration.name,
    execution,
    revision: first
      ? { ...first, ...(others.length ? { others } : {}) }
      : sha
        ? { sha, message: '', kind: kindOfRevision(source.provider, sha), source: source.action }
        : undefined,
    repository: source.provider === 'CodeCommit' ? source.repository : undefined,
    author: authorIn(facts, execution, first?.source),
  };
}

/** A commit's page at GitHub, by the address that it was cloned from. */
const gitHubPage = (location: string | undefined, sha: string): string | undefined => {
  const [, repository] =
    /^https:\/\/github\.com\/([^/]+\/[^/]+?)(?:\.git)?$/.exec(location ?? '') ?? [];
  return repository === undefined ? undefined : `https://github.com/${repository}/commit/${sha}`;
};

/** The CodeCommit repository that a source names by its address. */
export const codeCommitOf = (source: Build['source']): string | undefined =>
  source?.type === 'CODECOMMIT'
    ? /\/v1\/repos\/([^/]+?)(?:\.git)?\/?$/.exec(source.location ?? '')?.[1]
    : undefined;

/** A build that no pipeline started names its repository itself. */
export function onItsOwn({ source, resolvedSourceVersion: sha = '' }: Build): BuildOrigin {
  const provider = source?.type === 'S3' ? 'S3' : undefined;
  return {
    revision: sha
      ? {
          sha,
          message: '',
          kind: kindOfRevision(provider, sha),
          source: '',
          url: gitHubPage(source?.location, sha),
        }
      : undefined,
    repository: codeCommitOf(source),
    author: undefined,
  };
}

/** Where builds get their source: a pipeline that is known to have run them is not read again. */
export async function originsOf(
  connection: Connection,
  builds: readonly Build[],
): Promise<BuildOrigin[]> {
  return Promise.all(
    builds.map(async (build) => {
      const pipeline = pipelineOf(build.initiator);
      if (pipeline === undefined) return onItsOwn(build);
      const known = lastKnown(pipeline)?.facts;
      const facts =
        known && executionOf(known, build) ? known : await readPipeline(connection, pipeline);
      return inPipeline(facts, build);
    }),
  );
}
