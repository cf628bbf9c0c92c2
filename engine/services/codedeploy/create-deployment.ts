import type * as CD from '@aws-sdk/client-codedeploy';
import { BUNDLE_TYPES } from '../../core/deployment/journal';
import { step } from '../../core/deployment/machine';
import type { Ctx, Handler, Wire } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { allShown } from '../../shared/shown-page';
import { AwsError } from '../../wire/errors';
import { beginningOf } from './beginning';
import { configFor } from './configs';
import { activeIn, deployments } from './deployments';
import { record } from './dispatch-event';
import { groupOrThrow, platformOf, type Group } from './documents';
import { checkGitHub } from './github';
import { checkAlarms, checkAutoRollback } from './group-settings';
import { copiesGroup, isBlueGreen } from './group-traffic';
import { makeDeployment, trafficOf, type NewDeployment } from './new-deployment';
import { locationOf } from './revision-location';
import { checkScalingGroups } from './scaling-hooks';
import { checkTagFilters } from './tag-filters';

/** [doc] CodeDeploy quotas: "characters in a deployment description". */
const MAX_DESCRIPTION = 256;

type Input = Wire<CD.CreateDeploymentInput>;

const badRevision = (message: string): AwsError =>
  new AwsError('InvalidRevisionException', message);

/** A revision as instances can be given it. */
function checkServerRevision(revision: CD.RevisionLocation): void {
  const { revisionType, s3Location } = revision;
  if (revisionType === 'GitHub') return;
  if (revisionType !== 'S3' || !s3Location?.bucket || !s3Location.key)
    throw badRevision(
      'A revision for the compute platform Server is of type S3, with its bucket and key, or of type GitHub',
    );
  const { bundleType } = s3Location;
  if (bundleType !== undefined && !BUNDLE_TYPES.some((type) => type === bundleType))
    throw badRevision(
      `The bundle type ${bundleType} is not for the compute platform Server; it has ${BUNDLE_TYPES.join(', ')}`,
    );
}

/** The revision of a restart is that which the group has ([model] deploymentMode). */
function restarted(input: Input, group: Group): CD.RevisionLocation {
  if (platformOf(group) !== 'Server')
    throw new AwsError(
      'InvalidInputException',
      `A deployment of the mode RESTART is for the compute platform Server, not for ${platformOf(group)}`,
    );
  if (input.revision)
    throw badRevision(
      'A deployment of the mode RESTART takes no revision: it has the last successful one',
    );
  if (input.updateOutdatedInstancesOnly)
    throw new AwsError(
      'InvalidUpdateOutdatedInstancesOnlyValueException',
      'A deployment of the mode RESTART is for all instances, not for outdated ones only',
    );
  if (!group.revision)
    throw new AwsError(
      'RevisionRequiredException',
      `The deployment group ${group.name} has no successful deployment to restart`,
    );
  return group.revision;
}

function revisionOf(input: Input, group: Group): CD.RevisionLocation {
  if (input.deploymentMode === 'RESTART') return restarted(input, group);
  const { revision } = input;
  // AWS's text, as people report it; a group's last revision is not taken for it.
  if (!revision)
    throw new AwsError('RevisionRequiredException', 'RevisionLocation must be specified');
  if (platformOf(group) === 'Server') checkServerRevision(revision);
  return locationOf(revision);
}

const badTargets = (message: string): AwsError =>
  new AwsError('InvalidTargetInstancesException', message);
const FOR_BLUE_GREEN = 'Target instances can be specified only for a blue/green deployment.';

/** [infer] What a blue/green deployment cannot do: it goes to a replacement, and that is new. */
function checkNewOnly(input: Input): void {
  if (input.deploymentMode === 'RESTART')
    throw new AwsError(
      'InvalidInputException',
      'A deployment of the mode RESTART is in place, and the deployment group is blue/green',
    );
  if (input.updateOutdatedInstancesOnly)
    throw new AwsError(
      'InvalidUpdateOutdatedInstancesOnlyValueException',
      'A blue/green deployment is for all instances of its replacement, not for outdated ones only',
    );
}

/** [doc] CreateDeployment: the replacement environment of a blue/green deployment alone names its instances. */
function checkReplacement(input: Input, group: Group): void {
  const given = input.targetInstances;
  if (!isBlueGreen(group)) {
    if (given) throw badTargets(FOR_BLUE_GREEN);
    return;
  }
  checkNewOnly(input);
  if (copiesGroup(group)) {
    if (given)
      throw badTargets(
        'The replacement is a copy of the Auto Scaling group: it has no other instances',
      );
    return;
  }
  const { tagFilters = [], autoScalingGroups = [], ec2TagSet } = given ?? {};
  const lists = ec2TagSet?.ec2TagSetList ?? [];
  if (!tagFilters.length && !autoScalingGroups.length && !lists.length)
    throw badTargets(
      'Target instances are required: tags or Auto Scaling groups of the replacement environment',
    );
  if (tagFilters.length && lists.length)
    throw badTargets('Give tag filters or a tag set of the target instances, not both');
  checkTagFilters({ ec2TagFilters: tagFilters, ec2TagSet });
}

/** What a call asks for, checked against its group. */
function checked(ctx: Ctx, input: Input, group: Group): NewDeployment {
  if (platformOf(group) === 'Server') checkReplacement(input, group);
  else if (input.targetInstances) throw badTargets(FOR_BLUE_GREEN);
  if ((input.description ?? '').length > MAX_DESCRIPTION)
    throw new AwsError(
      'DescriptionTooLongException',
      `A deployment's description has at most ${MAX_DESCRIPTION} characters`,
    );
  checkAutoRollback(input.autoRollbackConfiguration);
  checkAlarms(input.overrideAlarmConfiguration);
  const revision = revisionOf(input, group);
  const config = input.deploymentConfigName ?? group.config;
  return {
    revision,
    config: configFor(ctx, platformOf(group), config).name,
    creator: 'user',
    description: input.description,
    mode: input.deploymentMode === 'RESTART' ? 'RESTART' : undefined,
    outdatedOnly: input.updateOutdatedInstancesOnly ?? false,
    ignoreApplicationStopFailures: input.ignoreApplicationStopFailures ?? false,
    fileExists: input.fileExistsBehavior ?? 'DISALLOW',
    autoRollback: input.autoRollbackConfiguration ?? group.autoRollbackConfiguration,
    targetInstances: input.targetInstances,
    overrideAlarms: input.overrideAlarmConfiguration,
    alarms: input.overrideAlarmConfiguration ?? group.alarmConfiguration,
  };
}

async function deploymentOf(
  ctx: Ctx,
  input: Input,
  token?: string,
): Promise<CD.CreateDeploymentOutput> {
  const { applicationName, deploymentGroupName } = input;
  if (!deploymentGroupName)
    throw new AwsError(
      'DeploymentGroupNameRequiredException',
      'A deployment group name is required.',
    );
  const group = groupOrThrow(ctx, applicationName, deploymentGroupName);
  const given = checked(ctx, input, group);
  const known =
    token === undefined
      ? undefined
      : allShown(ctx.store, deployments).find((d) => d.token === token);
  if (known) return { deploymentId: known.id };
  if (given.revision.gitHubLocation) await checkGitHub(ctx);
  await checkScalingGroups(ctx, input.targetInstances?.autoScalingGroups);
  const traffic = trafficOf(group);
  const isCopy = copiesGroup(group);
  const begun = isCopy ? undefined : await beginningOf(ctx, group, { ...given, traffic });
  return ctx.store.transaction(() => {
    const now = groupOrThrow(ctx, applicationName, deploymentGroupName);
    const active = activeIn(ctx, now.id);
    if (active !== undefined)
      throw new AwsError(
        'DeploymentLimitExceededException',
        `The Deployment Group '${now.name}' already has an active Deployment '${active}'`,
      );
    const d = makeDeployment(ctx, now, { ...given, traffic, token });
    if (begun) {
      const { start, onPremises } = begun;
      record(ctx, { ...d, onPremises }, step(d.state, { ...start, at: d.createdAt }));
    } else ctx.enqueue('codedeploy.provision', d.id);
    return { deploymentId: d.id };
  });
}

export const createDeployment: Handler<CD.CreateDeploymentInput, CD.CreateDeploymentOutput> = (
  input,
  ctx,
) => deploymentOf(ctx, input);

/** The same for a pipeline, whose job may come again. */
export const createOnce: Internal<'codedeploy'>['createDeployment'] = ({ request, token }, ctx) =>
  deploymentOf(ctx, { ...request, applicationName: request.applicationName ?? '' }, token);
