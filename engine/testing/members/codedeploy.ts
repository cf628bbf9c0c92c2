import { without, type Calling, type Calls } from './calls';

const ROLE = 'arn:aws:iam::000000000000:role/deploy';
const USER = 'arn:aws:iam::000000000000:user';
const TAGS = [{ Key: 'k', Value: 'none', Type: 'KEY_AND_VALUE' }];
const REVISION = {
  revisionType: 'S3',
  s3Location: { bucket: 'revisions', key: 'one.zip', bundleType: 'zip' },
};
const group = (applicationName: string, deploymentGroupName = 'group'): object => ({
  applicationName,
  deploymentGroupName,
  serviceRoleArn: ROLE,
  ec2TagFilters: TAGS,
});
const application = async (c: Calling, applicationName = c.n): Promise<string> => {
  await c.call('codedeploy:CreateApplication', { applicationName });
  return applicationName;
};
const grouped = async (c: Calling, name = c.n): Promise<object> => {
  await c.call('codedeploy:CreateDeploymentGroup', group(await application(c, name)));
  return { applicationName: name, currentDeploymentGroupName: 'group' };
};
const groupNow = (c: Calling, deploymentGroupName = 'group'): Promise<unknown> =>
  c.call('codedeploy:GetDeploymentGroup', { applicationName: c.n, deploymentGroupName });
const arn = (resource: string): string => `arn:aws:codedeploy:us-east-1:000000000000:${resource}`;
const tagsNow = (c: Calling, resource: string): Promise<unknown> =>
  c.call('codedeploy:ListTagsForResource', { ResourceArn: arn(resource) });
/** What both operations take of a group; each has an effect of its own. */
const SETTINGS = {
  autoScalingGroups: ['none'],
  deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
  ec2TagFilters: [{ Key: 'k', Value: 'other', Type: 'KEY_AND_VALUE' }],
  onPremisesInstanceTagFilters: TAGS,
  triggerConfigurations: [
    {
      triggerName: 't',
      triggerTargetArn: 'arn:aws:sns:us-east-1:000000000000:t',
      triggerEvents: ['DeploymentFailure'],
    },
  ],
  alarmConfiguration: { enabled: true, alarms: [{ name: 'a' }] },
  autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  outdatedInstancesStrategy: 'IGNORE',
  deploymentStyle: { deploymentType: 'BLUE_GREEN' },
  blueGreenDeploymentConfiguration: {
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE' },
  },
  loadBalancerInfo: { targetGroupInfoList: [{ name: 't' }] },
  ec2TagSet: { ec2TagSetList: [TAGS] },
  ecsServices: [{ clusterName: 'c', serviceName: 's' }],
  onPremisesTagSet: { onPremisesTagSetList: [TAGS] },
  terminationHookEnabled: true,
};
/** Two applications; one has two groups, and two deployments that found no instance. */
const two = (more: object) => async (c: Calling) => {
  await c.once('deployments', async () => {
    await application(c, 'members-two');
    await grouped(c, 'members');
    await c.call('codedeploy:CreateDeploymentGroup', group('members', 'second'));
    await c.call('s3:CreateBucket', { Bucket: 'revisions' });
    await c.call('s3:PutObject', { Bucket: 'revisions', Key: 'one.zip', Body: 'one' });
    for (let i = 0; i < 2; i++)
      await c.call('codedeploy:CreateDeployment', {
        applicationName: 'members',
        deploymentGroupName: 'group',
        revision: REVISION,
      });
  });
  return more;
};

/** A deployment that found no instance, and with it one that is over. */
const newestDeployment = async (c: Calling): Promise<string> => {
  await two({})(c);
  const { deployments } = await c.call('codedeploy:ListDeployments', {});
  return deployments[0] as string;
};
const UNKNOWN = { deploymentId: 'd-NONE' };

export const codedeploy: Calls = {
  'codedeploy:ContinueDeployment': {
    input: async (c) => ({ deploymentId: await newestDeployment(c) }),
    refused: true,
    members: UNKNOWN,
    unseen: {
      deploymentWaitType:
        'The deployment here is in place and waits for nothing. traffic.test.ts has both.',
    },
  },

  'codedeploy:CreateApplication': {
    input: ({ n }) => ({ applicationName: n }),
    reads: async (c) => [
      await c.call('codedeploy:GetApplication', { applicationName: c.n }),
      await tagsNow(c, `application:${c.n}`),
    ],
    members: { computePlatform: 'Lambda' },
  },
  'codedeploy:CreateDeployment': {
    input: two({
      applicationName: 'members',
      deploymentGroupName: 'group',
      revision: REVISION,
    }),
    reads: async (c, { deploymentId }) => {
      const { deploymentInfo } = await c.call('codedeploy:GetDeployment', { deploymentId });
      return without(deploymentInfo, 'status', 'completeTime', 'errorInformation') as unknown;
    },
    members: {
      deploymentGroupName: 'second',
      revision: { ...REVISION, s3Location: { ...REVISION.s3Location, key: 'two.zip' } },
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      description: 'd',
      ignoreApplicationStopFailures: true,
      targetInstances: { tagFilters: TAGS },
      fileExistsBehavior: 'OVERWRITE',
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
      updateOutdatedInstancesOnly: true,
      deploymentMode: 'RESTART',
      overrideAlarmConfiguration: { enabled: true, alarms: [{ name: 'a' }] },
    },
  },
  'codedeploy:CreateDeploymentConfig': {
    input: ({ n }) => ({
      deploymentConfigName: n,
      minimumHealthyHosts: { type: 'HOST_COUNT', value: 1 },
    }),
    reads: (c) => c.call('codedeploy:GetDeploymentConfig', { deploymentConfigName: c.n }),
    members: {
      minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 50 },
      trafficRoutingConfig: { type: 'AllAtOnce' },
      computePlatform: 'Lambda',
      zonalConfig: { monitorDurationInSeconds: 60 },
    },
  },
  'codedeploy:CreateDeploymentGroup': {
    input: async (c) => group(await application(c)),
    reads: async (c) => [await groupNow(c), await tagsNow(c, `deploymentgroup:${c.n}/group`)],
    members: SETTINGS,
  },
  'codedeploy:DeleteGitHubAccountToken': {
    input: () => ({}),
    refused: true,
    members: { tokenName: 'none' },
  },
  'codedeploy:ListApplicationRevisions': {
    input: async (c) => {
      await two({})(c);
      await c.once('revision', () =>
        c.call('codedeploy:RegisterApplicationRevision', {
          applicationName: 'members',
          revision: { ...REVISION, s3Location: { ...REVISION.s3Location, bucket: 'other' } },
        }),
      );
      return { applicationName: 'members', sortBy: 'registerTime' };
    },
    members: {
      sortBy: 'firstUsedTime',
      sortOrder: 'descending',
      s3Bucket: 'revisions',
      s3KeyPrefix: 'none',
      deployed: 'include',
    },
  },
  'codedeploy:ListApplications': { input: two({}) },
  'codedeploy:ListDeploymentConfigs': { input: two({}) },
  'codedeploy:ListDeploymentGroups': { input: two({ applicationName: 'members' }) },
  'codedeploy:ListDeploymentInstances': {
    input: async (c) => ({ deploymentId: await newestDeployment(c) }),
    members: { instanceTypeFilter: ['Blue'] },
    unseen: { instanceStatusFilter: 'deployment-instances.test.ts has instances to choose from.' },
  },
  'codedeploy:ListDeploymentTargets': {
    input: async (c) => ({ deploymentId: await newestDeployment(c) }),
    members: { targetFilters: { ServerInstanceLabel: ['Blue'] } },
  },
  'codedeploy:ListDeployments': {
    input: two({ applicationName: 'members', deploymentGroupName: 'group' }),
    members: {
      applicationName: 'members-two',
      deploymentGroupName: 'second',
      includeOnlyStatuses: ['Ready'],
      createTimeRange: { end: new Date(0) },
    },
  },
  'codedeploy:ListGitHubAccountTokenNames': { input: () => ({}) },
  'codedeploy:ListOnPremisesInstances': {
    input: async (c) => {
      await c.once('machines', async () => {
        for (const instanceName of ['members-one', 'members-two'])
          await c.call('codedeploy:RegisterOnPremisesInstance', {
            instanceName,
            iamUserArn: `${USER}/${instanceName}`,
          });
        await c.call('codedeploy:DeregisterOnPremisesInstance', { instanceName: 'members-two' });
      });
      return { tagFilters: [] };
    },
    members: { registrationStatus: 'Deregistered', tagFilters: TAGS },
  },
  'codedeploy:ListTagsForResource': { input: two({ ResourceArn: arn('application:members') }) },
  'codedeploy:PutLifecycleEventHookExecutionStatus': {
    input: async (c) => ({
      deploymentId: await newestDeployment(c),
      lifecycleEventHookExecutionId: 'hook',
      status: 'Succeeded',
    }),
    refused: true,
    members: { ...UNKNOWN, lifecycleEventHookExecutionId: '', status: 'Pending' },
  },
  'codedeploy:RegisterApplicationRevision': {
    input: async (c) => ({ applicationName: await application(c), revision: REVISION }),
    reads: (c) =>
      c.call('codedeploy:GetApplicationRevision', { applicationName: c.n, revision: REVISION }),
    members: { description: 'd' },
  },
  'codedeploy:RegisterOnPremisesInstance': {
    input: ({ n }) => ({ instanceName: n, iamUserArn: `${USER}/${n}` }),
    reads: (c) => c.call('codedeploy:GetOnPremisesInstance', { instanceName: c.n }),
    members: {
      iamUserArn: (c: Calling) => `${USER}/other/${c.n}`,
      iamSessionArn: 'arn:aws:sts::000000000000:assumed-role/role/session',
    },
  },
  'codedeploy:SkipWaitTimeForInstanceTermination': {
    input: async (c) => ({ deploymentId: await newestDeployment(c) }),
    refused: true,
    members: UNKNOWN,
  },
  // Under way as long as no agent of its instance says a word.
  'codedeploy:StopDeployment': {
    input: async (c) => {
      await c.call('codedeploy:RegisterOnPremisesInstance', {
        instanceName: c.n,
        iamUserArn: `${USER}/${c.n}`,
      });
      const tags = [{ Key: 'machine', Value: c.n }];
      await c.call('codedeploy:AddTagsToOnPremisesInstances', { instanceNames: [c.n], tags });
      await c.call('codedeploy:CreateDeploymentGroup', {
        ...group(await application(c)),
        onPremisesInstanceTagFilters: [{ ...tags[0], Type: 'KEY_AND_VALUE' }],
      });
      await two({})(c);
      const { deploymentId } = await c.call('codedeploy:CreateDeployment', {
        applicationName: c.n,
        deploymentGroupName: 'group',
        revision: REVISION,
      });
      return { deploymentId: deploymentId as string };
    },
    reads: async (c, _answer, { deploymentId }) => {
      const { deploymentInfo } = await c.call('codedeploy:GetDeployment', { deploymentId });
      return Object.keys(deploymentInfo.rollbackInfo as object);
    },
    members: { autoRollbackEnabled: true },
  },
  'codedeploy:UpdateApplication': {
    input: async (c) => ({ applicationName: await application(c) }),
    reads: async (c, _answer, { newApplicationName }) =>
      c.call('codedeploy:GetApplication', { applicationName: newApplicationName ?? c.n }),
    members: { applicationName: 'none', newApplicationName: (c: Calling) => `renamed-${c.n}` },
  },
  'codedeploy:UpdateDeploymentGroup': {
    input: (c) => grouped(c),
    reads: (c, _answer, { newDeploymentGroupName }) => groupNow(c, newDeploymentGroupName),
    members: {
      ...SETTINGS,
      newDeploymentGroupName: 'renamed',
      serviceRoleArn: `${ROLE}-two`,
    },
  },
};
