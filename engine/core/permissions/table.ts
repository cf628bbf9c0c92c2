/**
 * What the session credentials of builds and instances may ask for. IAM policies are kept and not evaluated yet, so this
 * table stands in for them: it allows what the templates' roles allow, reading what is no secret, and sending. What is not
 * in it is refused. `docs/session-permissions.md` is written from it.
 */
export const RULES = {
  read: 'Definitions and states; nothing secret is in the answer.',
  send: 'Sends, and changes nothing of what is delivered.',
  'own repository': 'The repositories that its project or its pipelines build.',
  'own stream':
    "Its own log stream: a build's, or that of the instance in its environment's group.",
  'own group': 'The log group of its own stream.',
  'own report group': "Report groups whose name begins with its project's and a dash.",
  'named secret': "Secrets that its project, its pipelines, its stack or its role's policies name.",
  'named parameter':
    "Parameters that its project, its pipelines, its stack or its role's policies name; AWS's public ones.",
  'read bucket': 'Buckets that belong to nothing, or to its own project or pipelines.',
  'read object': "Objects of such buckets, but no other pipeline's artifacts.",
  'write object':
    "Objects of such buckets, but no pipeline's artifacts: what was approved is what is deployed.",
  'own metric': "Metrics outside AWS's own namespaces.",
  'own queue': 'Queues, but not those by which dashboards listen.',
  refused: 'No build and no application of a template needs it.',
} as const;
export type Rule = keyof typeof RULES;

const all = <R extends Rule>(rule: R, names: string): Record<string, R> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, rule]),
  );

/** By service and operation. Every operation that is served has its line; a test holds it to that. */
export const TABLE: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  sts: {
    // What comes of it is bound by the same rules: the session carries whose sandbox it was.
    ...all('read', 'AssumeRole GetCallerIdentity'),
  },
  iam: {
    ...all(
      'read',
      'GetInstanceProfile GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoles SimulatePrincipalPolicy',
    ),
    ...all(
      'refused',
      'AddRoleToInstanceProfile AttachRolePolicy CreateInstanceProfile CreateRole DeleteInstanceProfile DeleteRole DeleteRolePolicy DetachRolePolicy PutRolePolicy RemoveRoleFromInstanceProfile',
    ),
  },
  ssm: {
    ...all(
      'named parameter',
      'GetParameter GetParameterHistory GetParameters GetParametersByPath ListTagsForResource',
    ),
    ...all(
      'refused',
      'AddTagsToResource DeleteParameter DeleteParameters DescribeParameters PutParameter RemoveTagsFromResource',
    ),
  },
  secretsmanager: {
    ...all('named secret', 'DescribeSecret GetSecretValue ListSecretVersionIds'),
    ...all(
      'refused',
      'CreateSecret DeleteSecret ListSecrets PutSecretValue RestoreSecret TagResource UntagResource UpdateSecret',
    ),
  },
  s3: {
    ...all('read', 'ListBuckets'),
    ...all(
      'read bucket',
      'GetBucketEncryption GetBucketLifecycleConfiguration GetBucketLocation GetBucketOwnershipControls GetBucketPolicy GetBucketTagging GetBucketVersioning GetBucketWebsite GetPublicAccessBlock HeadBucket ListObjectVersions ListObjects ListObjectsV2',
    ),
    ...all('read object', 'GetObject GetObjectAttributes GetObjectTagging HeadObject ListParts'),
    ...all(
      'write object',
      'AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject DeleteObjectTagging DeleteObjects PutObject PutObjectTagging UploadPart UploadPartCopy',
    ),
    ...all(
      'refused',
      'CreateBucket DeleteBucket DeleteBucketLifecycle DeleteBucketPolicy DeleteBucketTagging DeleteBucketWebsite PutBucketEncryption PutBucketLifecycleConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketTagging PutBucketVersioning PutBucketWebsite PutPublicAccessBlock',
    ),
  },
  codecommit: {
    ...all('read', 'BatchGetRepositories GetRepository ListRepositories ListTagsForResource'),
    // GitPull and GitPush are clone, fetch and push.
    ...all(
      'own repository',
      'BatchGetCommits GetBlob GetBranch GetCommit GetDifferences GetFile GetFolder GitPull ListBranches',
    ),
    ...all(
      'refused',
      'CreateBranch CreateCommit CreateRepository DeleteBranch DeleteRepository GitPush PutFile UpdateDefaultBranch',
    ),
  },
  codebuild: {
    ...all(
      'read',
      'BatchGetBuildBatches BatchGetBuilds BatchGetProjects BatchGetReportGroups BatchGetReports DescribeCodeCoverages DescribeTestCases GetReportGroupTrend GetResourcePolicy ListBuildBatches ListBuildBatchesForProject ListBuilds ListBuildsForProject ListCuratedEnvironmentImages ListProjects ListReportGroups ListReports ListReportsForReportGroup ListSharedProjects ListSharedReportGroups ListSourceCredentials',
    ),
    ...all('own report group', 'CreateReportGroup'),
    // A build that is started may be given another buildspec, and then reads what its project may read.
    ...all(
      'refused',
      'BatchDeleteBuilds CreateProject DeleteBuildBatch DeleteProject DeleteReport DeleteReportGroup DeleteResourcePolicy DeleteSourceCredentials ImportSourceCredentials InvalidateProjectCache PutResourcePolicy RetryBuild RetryBuildBatch StartBuild StartBuildBatch StopBuild StopBuildBatch UpdateProject UpdateProjectVisibility UpdateReportGroup',
    ),
  },
  codedeploy: {
    ...all(
      'read',
      'BatchGetApplicationRevisions BatchGetApplications BatchGetDeploymentGroups BatchGetDeploymentInstances BatchGetDeploymentTargets BatchGetDeployments BatchGetOnPremisesInstances GetApplication GetApplicationRevision GetDeployment GetDeploymentConfig GetDeploymentGroup GetDeploymentInstance GetDeploymentTarget GetOnPremisesInstance ListApplicationRevisions ListApplications ListDeploymentConfigs ListDeploymentGroups ListDeploymentInstances ListDeploymentTargets ListDeployments ListGitHubAccountTokenNames ListOnPremisesInstances ListTagsForResource',
    ),
    ...all(
      'refused',
      'AddTagsToOnPremisesInstances ContinueDeployment CreateApplication CreateDeployment CreateDeploymentConfig CreateDeploymentGroup DeleteApplication DeleteDeploymentConfig DeleteDeploymentGroup DeleteGitHubAccountToken DeleteResourcesByExternalId DeregisterOnPremisesInstance PutLifecycleEventHookExecutionStatus RegisterApplicationRevision RegisterOnPremisesInstance RemoveTagsFromOnPremisesInstances SkipWaitTimeForInstanceTermination StopDeployment TagResource UntagResource UpdateApplication UpdateDeploymentGroup',
    ),
  },
  codepipeline: {
    ...all(
      'read',
      'GetActionType GetPipeline GetPipelineExecution GetPipelineState ListActionExecutions ListActionTypes ListDeployActionExecutionTargets ListPipelineExecutions ListPipelines ListRuleExecutions ListRuleTypes ListTagsForResource',
    ),
    // Jobs too: whoever may say that a job has succeeded passes a gate that is a custom action. Workers use a person's credentials.
    ...all(
      'refused',
      'AcknowledgeJob AcknowledgeThirdPartyJob CreateCustomActionType CreatePipeline DeleteCustomActionType DeletePipeline DeleteWebhook DeregisterWebhookWithThirdParty DisableStageTransition EnableStageTransition GetJobDetails GetThirdPartyJobDetails ListWebhooks OverrideStageCondition PollForJobs PollForThirdPartyJobs PutActionRevision PutApprovalResult PutJobFailureResult PutJobSuccessResult PutThirdPartyJobFailureResult PutThirdPartyJobSuccessResult PutWebhook RegisterWebhookWithThirdParty RetryStageExecution RollbackStage StartPipelineExecution StopPipelineExecution TagResource UntagResource UpdateActionType UpdatePipeline',
    ),
  },
  cloudformation: {
    ...all(
      'read',
      'DescribeStackEvents DescribeStackResources DescribeStacks GetTemplate ListStackResources ListStacks ValidateTemplate',
    ),
    ...all('refused', 'CreateStack DeleteStack SignalResource UpdateTerminationProtection'),
  },
  logs: {
    ...all('read', 'DescribeLogGroups ListTagsForResource'),
    ...all('own group', 'DescribeLogStreams'),
    ...all('own stream', 'CreateLogStream FilterLogEvents GetLogEvents PutLogEvents StartLiveTail'),
    ...all(
      'refused',
      'CreateLogGroup DeleteLogGroup DeleteLogStream DeleteRetentionPolicy PutRetentionPolicy',
    ),
  },
  cloudwatch: {
    ...all(
      'read',
      'DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric GetMetricData GetMetricStatistics ListMetrics ListTagsForResource',
    ),
    ...all('own metric', 'PutMetricData'),
    // An alarm can be the condition of a stage, so its state and its rules are a gate.
    ...all(
      'refused',
      'DeleteAlarms DisableAlarmActions EnableAlarmActions PutMetricAlarm SetAlarmState TagResource UntagResource',
    ),
  },
  ec2: {
    ...all(
      'read',
      'DescribeAddresses DescribeInstanceTypeOfferings DescribeInstances DescribeLaunchTemplates DescribeRouteTables DescribeSecurityGroups DescribeSubnets DescribeVpcs',
    ),
    // Tags decide which deployment group an instance belongs to.
    ...all(
      'refused',
      'AllocateAddress AssociateAddress AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateLaunchTemplate CreateLaunchTemplateVersion CreateSecurityGroup CreateTags DeleteLaunchTemplate DeleteLaunchTemplateVersions DeleteSecurityGroup DeleteTags DescribeLaunchTemplateVersions DisassociateAddress GetConsoleOutput ModifyLaunchTemplate ReleaseAddress RevokeSecurityGroupEgress RevokeSecurityGroupIngress RunInstances StartInstances StopInstances TerminateInstances',
    ),
  },
  autoscaling: {
    ...all(
      'read',
      'DescribeAccountLimits DescribeAutoScalingGroups DescribeAutoScalingInstances DescribeAutoScalingNotificationTypes DescribeInstanceRefreshes DescribeLifecycleHookTypes DescribeLifecycleHooks DescribeLoadBalancerTargetGroups DescribeNotificationConfigurations DescribeScalingActivities DescribeScalingProcessTypes DescribeScheduledActions DescribeTags DescribeTerminationPolicyTypes DescribeTrafficSources',
    ),
    // Who takes instances out of a group, or completes a hook, decides what serves.
    ...all(
      'refused',
      'AttachInstances AttachLoadBalancerTargetGroups AttachTrafficSources CancelInstanceRefresh CompleteLifecycleAction CreateAutoScalingGroup CreateOrUpdateTags DeleteAutoScalingGroup DeleteLifecycleHook DeleteNotificationConfiguration DeleteScheduledAction DeleteTags DetachInstances DetachLoadBalancerTargetGroups DetachTrafficSources EnterStandby ExitStandby PutLifecycleHook PutNotificationConfiguration PutScheduledUpdateGroupAction RecordLifecycleActionHeartbeat ResumeProcesses SetDesiredCapacity SetInstanceHealth SetInstanceProtection StartInstanceRefresh SuspendProcesses TerminateInstanceInAutoScalingGroup UpdateAutoScalingGroup',
    ),
  },
  elbv2: {
    ...all(
      'read',
      'DescribeListenerAttributes DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth',
    ),
    ...all(
      'refused',
      'AddTags CreateListener CreateLoadBalancer CreateRule CreateTargetGroup DeleteListener DeleteLoadBalancer DeleteRule DeleteTargetGroup DeregisterTargets ModifyListener ModifyListenerAttributes ModifyLoadBalancerAttributes ModifyRule ModifyTargetGroup ModifyTargetGroupAttributes RegisterTargets RemoveTags SetIpAddressType SetRulePriorities SetSecurityGroups SetSubnets',
    ),
  },
  events: {
    ...all(
      'read',
      'DescribeEventBus DescribeRule ListEventBuses ListRuleNamesByTarget ListRules ListTagsForResource ListTargetsByRule TestEventPattern',
    ),
    ...all('send', 'PutEvents'),
    ...all(
      'refused',
      'DeleteRule DisableRule EnableRule PutRule PutTargets RemoveTargets TagResource UntagResource',
    ),
  },
  sns: {
    ...all('read', 'GetTopicAttributes ListTagsForResource ListTopics'),
    ...all('send', 'Publish PublishBatch'),
    // The address of a subscription is often a secret itself (the webhook of a chat).
    ...all(
      'refused',
      'ConfirmSubscription CreateTopic DeleteTopic GetSubscriptionAttributes ListSubscriptions ListSubscriptionsByTopic SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource',
    ),
  },
  sqs: {
    ...all('read', 'GetQueueUrl ListDeadLetterSourceQueues ListQueueTags ListQueues'),
    ...all(
      'own queue',
      'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage SendMessage SendMessageBatch',
    ),
    ...all('refused', 'CreateQueue DeleteQueue PurgeQueue SetQueueAttributes TagQueue UntagQueue'),
  },
  ...Object.fromEntries(
    ['codeconnections', 'codestar-connections'].map((name) => [
      name,
      {
        ...all('read', 'GetConnection GetHost ListConnections ListHosts ListTagsForResource'),
        ...all(
          'refused',
          'CreateConnection CreateHost DeleteConnection DeleteHost TagResource UntagResource UpdateHost',
        ),
      },
    ]),
  ),
  'codestar-notifications': {
    ...all(
      'read',
      'DescribeNotificationRule ListEventTypes ListNotificationRules ListTagsForResource ListTargets',
    ),
    ...all(
      'refused',
      'CreateNotificationRule DeleteNotificationRule DeleteTarget Subscribe TagResource Unsubscribe UntagResource UpdateNotificationRule',
    ),
  },
};

/** The rule for an operation; what the table does not have is refused. */
export function ruleOf(service: string, operation: string): Rule {
  const rules = Object.hasOwn(TABLE, service) ? TABLE[service] : undefined;
  return (rules && Object.hasOwn(rules, operation) ? rules[operation] : undefined) ?? 'refused';
}
