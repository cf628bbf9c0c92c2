import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { ShownRevision } from '@/lib/domain/changes/change';
import type { Revision } from '@/lib/domain/commits/revision';
import { ms } from '../data/dates';
import { deployedRevision } from '../data/deployed-revision';

/** A revision that no pipeline that was read has built: by where it lies. */
function unknownRevision(d: DeploymentInfo): Revision {
  const { s3Location: s3 } = d.revision ?? {};
  const id = s3?.eTag?.replaceAll('"', '') ?? s3?.key?.split('/').at(-1) ?? '';
  return {
    sha: id,
    kind: id ? 'object' : 'none',
    message: s3?.key ? `s3://${s3.bucket ?? ''}/${s3.key}` : '',
  };
}

/** The revision of a deployment, by its commit where that is known. */
export const revisionOfDeployment = (application: string, d: DeploymentInfo): Revision =>
  deployedRevision(application, d.revision)?.revision ?? unknownRevision(d);

/** The same as a side of the dialog. */
export const shownDeployed = (
  application: string,
  d: DeploymentInfo | undefined,
): ShownRevision | undefined =>
  d && {
    ...revisionOfDeployment(application, d),
    at: ms(d.createTime),
    executionId: d.deploymentId,
  };
