import 'server-only';
import type { PastRelease } from '@/lib/domain/eligibility';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { ms } from '../data/dates';
import type { PipelineFacts } from '../data/facts';
import { originOf, revisionOf } from '../data/sources';
import { singleFlight } from '../single-flight';

const MAX_CANDIDATES = 20;

export interface Artifact {
  readonly state: 'there' | 'gone';
  /** When its bucket's lifecycle deletes it, in ms since the epoch. */ readonly expiresAt?:
    number | undefined;
}

/** The action of a stage that deployed an execution's artifact there, with where that lies. */
export const deployedBy = (facts: PipelineFacts, stage: string, id: string) =>
  facts.actions.find(
    (a) =>
      a.stageName === stage &&
      a.pipelineExecutionId === id &&
      a.input?.inputArtifacts?.[0]?.s3location?.key !== undefined,
  );

/** S3 says in a header when a lifecycle rule takes an object (HeadObject, x-amz-expiration). */
const expiryIn = (header: string | undefined): number | undefined => {
  const at = Date.parse(/expiry-date="([^"]+)"/.exec(header ?? '')?.[1] ?? '');
  return Number.isNaN(at) ? undefined : at;
};

/** Whether the artifact that an execution brought into a stage is still in its bucket, and until when; undefined when it cannot be told. */
export async function artifactOf(
  connection: Connection,
  facts: PipelineFacts,
  stage: string,
  id: string,
): Promise<Artifact | undefined> {
  const at = deployedBy(facts, stage, id)?.input?.inputArtifacts?.[0]?.s3location;
  if (!at?.bucket || !at.key) return undefined;
  return singleFlight(
    `artifact ${at.bucket}/${at.key}`,
    async (): Promise<Artifact | undefined> => {
      try {
        const { Expiration } = await (
          await client('s3', connection)
        ).headObject({ Bucket: at.bucket, Key: at.key });
        return { state: 'there', expiresAt: expiryIn(Expiration) };
      } catch (error) {
        return isAwsError(error, 'NotFound', 'NoSuchKey', 'NoSuchBucket')
          ? { state: 'gone' }
          : undefined;
      }
    },
    5000,
  );
}

export type KnownRelease = PastRelease & { readonly expiresAt?: number | undefined };

/** What once succeeded in a stage, newest first. */
export async function pastReleases(
  connection: Connection,
  facts: PipelineFacts,
  stage: string,
): Promise<KnownRelease[]> {
  const codepipeline = await client('codepipeline', connection);
  const found = await pages(async (nextToken) => {
    const p = await codepipeline.listPipelineExecutions({
      pipelineName: facts.declaration.name ?? '',
      maxResults: MAX_CANDIDATES,
      nextToken,
      filter: { succeededInStage: { stageName: stage } },
    });
    return [p.pipelineExecutionSummaries, p.nextToken] as const;
  }, MAX_CANDIDATES);
  return Promise.all(
    found.map(async (e): Promise<KnownRelease> => {
      const executionId = e.pipelineExecutionId ?? '';
      const rollbackOf = e.rollbackMetadata?.rollbackTargetPipelineExecutionId;
      const artifact = rollbackOf
        ? undefined
        : await artifactOf(connection, facts, stage, executionId);
      return {
        executionId,
        sha: revisionOf(facts, executionId)?.sha ?? '',
        startedAt: ms(e.startTime),
        rollbackOf: rollbackOf && originOf(facts, rollbackOf),
        artifact: artifact?.state,
        expiresAt: artifact?.expiresAt,
      };
    }),
  );
}
