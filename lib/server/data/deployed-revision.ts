import 'server-only';
import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import { shortRevision } from '@/lib/domain/commits/revision';
import type { DeployedRevision } from '@/lib/domain/deployments/deployment';
import { lastKnown, pipelinesWith } from './facts';
import type { PipelineFacts } from './pipeline-facts';
import { originOf, revisionOf } from './sources';

/** The newest execution that has brought an artifact into an action, among those that were read of a pipeline. */
function carrierOf(facts: PipelineFacts, bucket: string, key: string): string | undefined {
  const carrier = facts.actions.find((a) =>
    a.input?.inputArtifacts?.some(
      (i) => i.s3location?.bucket === bucket && i.s3location.key === key,
    ),
  )?.pipelineExecutionId;
  return originOf(facts, carrier);
}

function fromS3(application: string, bucket: string, key: string): DeployedRevision {
  const name = `s3://${bucket}/${key}`;
  for (const pipeline of pipelinesWith('ApplicationName', application)) {
    const facts = lastKnown(pipeline)?.facts;
    const execution = facts && carrierOf(facts, bucket, key);
    const revision = facts && revisionOf(facts, execution);
    if (revision) return { name, revision, pipeline, execution };
  }
  return { name };
}

function fromGitHub(repository: string, commit: string): DeployedRevision {
  const revision = {
    sha: commit,
    message: '',
    url: `https://github.com/${repository}/commit/${commit}`,
  };
  return { name: `${repository} at ${shortRevision(revision)}`, revision };
}

/**
 * A revision of CodeDeploy's by the commit that it was built from, as far as the pipelines that were read tell it; undefined
 * where there is none.
 */
export function deployedRevision(
  application: string,
  location: RevisionLocation | undefined,
): DeployedRevision | undefined {
  const { s3Location: s3, gitHubLocation: github } = location ?? {};
  if (s3?.bucket && s3.key) return fromS3(application, s3.bucket, s3.key);
  if (github?.repository && github.commitId) return fromGitHub(github.repository, github.commitId);
  const sha = location?.appSpecContent?.sha256 ?? location?.string?.sha256;
  if (sha) return { name: `AppSpec ${sha.slice(0, 12)}` };
  return location?.revisionType ? { name: location.revisionType } : undefined;
}

/** One text for one revision: whether two are the same. */
export function revisionKey(location: RevisionLocation | undefined): string | undefined {
  const { s3Location: s3, gitHubLocation: github } = location ?? {};
  if (s3?.key) return JSON.stringify([s3.bucket, s3.key, s3.version]);
  if (github) return JSON.stringify([github.repository, github.commitId]);
  const sha = location?.appSpecContent?.sha256 ?? location?.string?.sha256;
  return sha;
}
