import { DEPLOYMENT_CONFIG } from './instances';

/**
 * The function behind the custom resource of a blue/green deployment group, in the JavaScript of Lambda's Node.js, whose
 * runtime has the SDK. It makes the group that CloudFormation refuses, and at the end takes away the fleets that CodeDeploy
 * has made since: each release leaves the stack's group behind and works on a copy (ADR 19).
 */
const SOURCE = `
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
const { AutoScaling } = require('@aws-sdk/client-auto-scaling');
const codedeploy = new CodeDeploy();
const autoscaling = new AutoScaling();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const names = (p) => ({
  applicationName: p.ApplicationName,
  deploymentGroupName: p.DeploymentGroupName,
});
// Project and environment are called as application and group are.
const tags = (p) => [
  { Key: 'starboard:project', Value: p.ApplicationName },
  { Key: 'starboard:environment', Value: p.DeploymentGroupName },
];
const settings = (p) => ({
  applicationName: p.ApplicationName,
  deploymentConfigName: '${DEPLOYMENT_CONFIG}',
  serviceRoleArn: p.ServiceRoleArn,
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  blueGreenDeploymentConfiguration: {
    greenFleetProvisioningOption: { action: 'COPY_AUTO_SCALING_GROUP' },
    deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
    terminateBlueInstancesOnDeploymentSuccess: {
      action: 'TERMINATE',
      terminationWaitTimeInMinutes: Number(p.OldFleetMinutes),
    },
  },
  loadBalancerInfo: { targetGroupInfoList: [{ name: p.TargetGroupName }] },
  autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
});

// A role just made cannot be assumed for some seconds.
async function young(call) {
  for (let left = 12; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (error.name !== 'InvalidRoleException' || left === 0) throw error;
      await pause(5000);
    }
  }
}

async function create(p) {
  const input = {
    ...settings(p),
    deploymentGroupName: p.DeploymentGroupName,
    autoScalingGroups: [p.AutoScalingGroupName],
    tags: tags(p),
  };
  await young(() => codedeploy.createDeploymentGroup(input)).catch((error) => {
    // The application is the stack's own: a group of this name is what an attempt before this one made.
    if (error.name !== 'DeploymentGroupAlreadyExistsException') throw error;
  });
}

// The fleet that serves now may be a copy: it stays the group's.
const update = (p) =>
  young(() =>
    codedeploy.updateDeploymentGroup({
      ...settings(p),
      currentDeploymentGroupName: p.DeploymentGroupName,
    }),
  );

async function fleets(p) {
  const { AutoScalingGroups = [] } = await autoscaling.describeAutoScalingGroups({
    Filters: tags(p).map(({ Key, Value }) => ({ Name: 'tag:' + Key, Values: [Value] })),
  });
  return AutoScalingGroups;
}

async function remove(p) {
  await codedeploy.deleteDeploymentGroup(names(p)).catch((error) => {
    if (!/DoesNotExist/.test(error.name)) throw error;
  });
  for (;;) {
    const left = await fleets(p);
    if (left.length === 0) return;
    for (const { AutoScalingGroupName, Status } of left)
      if (Status === undefined)
        await autoscaling.deleteAutoScalingGroup({ AutoScalingGroupName, ForceDelete: true });
    await pause(2000);
  }
}

exports.handler = async (event) => {
  const { RequestType, ResourceProperties: p, OldResourceProperties: old } = event;
  const physicalId = p.DeploymentGroupName;
  let answer = { Status: 'SUCCESS' };
  try {
    if (RequestType === 'Create') await create(p);
    else if (RequestType === 'Delete') await remove(p);
    else if (old.DeploymentGroupName !== physicalId) throw new Error('A group keeps its name.');
    else await update(p);
  } catch (error) {
    console.error(error);
    answer = { Status: 'FAILED', Reason: error.name + ': ' + error.message };
  }
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = { ...answer, StackId, RequestId, LogicalResourceId, PhysicalResourceId: physicalId };
  // Bytes, not a text: the address is signed for an answer without a content type.
  await fetch(event.ResponseURL, { method: 'PUT', body: new TextEncoder().encode(JSON.stringify(body)) });
};
`;

/** Without comments and indentation: a document sent to CloudFormation has 51,200 bytes at most. */
export const BLUE_GREEN_FUNCTION = SOURCE.replaceAll(/^ *\/\/.*\n/gm, '')
  .replaceAll(/^ +/gm, '')
  .trimStart();
