import 'server-only';
import type { PastRelease } from '@/lib/domain/changes/eligibility';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { ms } from '../data/dates';
import type { PipelineFacts } from '../data/pipeline-facts';
import { deployingIn } from '../data/deploying';
import { originOf, revisionOf } from '../data/sources';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

const MAX_CANDIDATES = 20;

export interface Artifact {
  readonly state: 'there' | 'gone';
  /** When its bucket's lifecycle deletes it, in ms since the epoch. */ readonly expiresAt?:
    number | undefined;
}

/** The newest action of a stage by which CodeDeploy deployed an execution's artifact there, with where that lies. */
export const deployedBy = (facts: PipelineFacts, stage: string, id: string) =>
  facts.actions
    .filter(deployingIn(facts, stage))
    .find(
      (a) =>
        a.pipelineExecutionId === id &&
        a.input?.actionTypeId?.provider === 'CodeDeploy' &&
        a.input.inputArtifacts?.[0]?.s3location?.key !== undefined,
    );

/** S3 says in a header when a lifecycle rule takes an object (HeadObject, x-amz-expiration). */
const expiryIn = (header: string | undefined): number | undefined => {
  const at = Date.parse(/expiry-date="([^"]+)"/.exec(header ?? '')?.[1] ?? '');
  return Number.isNaN(at) ? undefined : at;
};

/** Everything that the deploying actions of an execution were given in a stage. */
function artifactsIn(
  facts: PipelineFacts,
  stage: string,
  id: string,
): { bucket: string; key: string }[] {
  const found = new Map<string, { bucket: string; key: string }>();
  for (const a of facts.actions.filter(deployingIn(facts, stage)))
    if (a.pipelineExecutionId === id)
      for (const { s3location: at } of a.input?.inputArtifacts ?? [])
        if (at?.bucket && at.key)
          found.set(`${at.bucket}/${at.key}`, { bucket: at.bucket, key: at.key });
  return [...found.values()];
}

function lookAt(
  connection: Connection,
  { bucket, key }: { bucket: string; key: string },
): Promise<Artifact | undefined> {
  return cache.read(
    ['artifact', bucket, key],
    [],
    moment(5000),
    async (): Promise<Artifact | undefined> => {
      try {
        const { Expiration } = await (
          await client('s3', connection)
        ).headObject({ Bucket: bucket, Key: key });
        return { state: 'there', expiresAt: expiryIn(Expiration) };
      } catch (error) {
        return isAwsError(error, 'NotFound', 'NoSuchKey', 'NoSuchBucket')
          ? { state: 'gone' }
          : undefined;
      }
    },
  );
}

/** Whether the artifacts that an execution brought into a stage are all still in their buckets, and until when; undefined when it cannot be told. */
export async function artifactOf(
  connection: Connection,
  facts: PipelineFacts,
  stage: string,
  id: string,
): Promise<Artifact | undefined> {
  const looks = await Promise.all(
    artifactsIn(facts, stage, id).map((at) => lookAt(connection, at)),
  );
  if (looks.some((x) => x?.state === 'gone')) return { state: 'gone' };
  if (!looks.length || looks.includes(undefined)) return undefined;
  const ends = looks.flatMap((x) => x?.expiresAt ?? []);
  return { state: 'there', expiresAt: ends.length ? Math.min(...ends) : undefined };
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
