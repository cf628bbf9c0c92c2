import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { listZip, zipOf } from '../../engine/testing/zip';
import type { Target } from './road';

/** One element of `resource_changes` (Terraform's JSON output format, "Change representation"). */
export const planned = (
  address: string,
  actions: readonly string[],
  before: object | null,
  after: object | null,
): object => {
  const [type = '', name = ''] = address.split('.');
  return {
    address,
    mode: 'managed',
    type,
    name,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      actions,
      before,
      after,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
    },
  };
};

/** What `terraform show -json` prints of a plan. */
export const planText = (...changes: readonly object[]): string =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.8',
    planned_values: { root_module: {} },
    resource_changes: changes,
    configuration: { root_module: {} },
    applyable: changes.length > 0,
    complete: true,
    errored: false,
  });

/** Puts files into the artifact that the newest execution's build has made. */
export async function addToArtifact(
  client: Target['client'],
  pipelineName: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const { actionExecutionDetails = [] } = await new CodePipeline(client).listActionExecutions({
    pipelineName,
  });
  const built = actionExecutionDetails.find((a) => a.stageName === 'Build');
  const at = built?.output?.outputArtifacts?.[0]?.s3location;
  if (!at?.bucket || !at.key) throw new Error(`${pipelineName} has no build artifact`);
  const place = { Bucket: at.bucket, Key: at.key };
  const s3 = new S3({ ...client, forcePathStyle: true });
  const made = await (await s3.getObject(place)).Body?.transformToByteArray();
  const before = await listZip(made ?? new Uint8Array());
  await s3.putObject({ ...place, Body: await zipOf({ ...before, ...files }) });
}
