/** Why a policy of `deploy/policies` allows what it does: a reason, and the actions that it stands for. */
export type Reasons = readonly (readonly [reason: string, actions: string])[];

/** By a statement's Sid. A new call needs its reason here; `scripts/aws-doc.test.ts` says which. */
export const REASONS: Readonly<Record<string, Reasons>> = {
  View: [
    [
      'The board: pipelines, their stages, what runs in them and why',
      'codepipeline:ListPipelines codepipeline:GetPipeline codepipeline:GetPipelineState codepipeline:GetPipelineExecution codepipeline:ListPipelineExecutions codepipeline:ListActionExecutions codepipeline:ListRuleExecutions',
    ],
    [
      "A pipeline's team and project, and what its approvals require, by its tags",
      'codepipeline:ListTagsForResource',
    ],
    [
      'Builds and their settings',
      'codebuild:ListBuilds codebuild:ListBuildsForProject codebuild:BatchGetBuilds codebuild:BatchGetBuildBatches codebuild:BatchGetProjects',
    ],
    [
      'Test results and coverage of a build',
      'codebuild:BatchGetReports codebuild:DescribeTestCases codebuild:DescribeCodeCoverages',
    ],
    [
      'Logs of builds, hooks and EC2 deploy actions, and the journal of reasons',
      'logs:GetLogEvents',
    ],
    [
      'Commits, files and differences of repositories in CodeCommit',
      'codecommit:ListRepositories codecommit:GetBranch codecommit:GetCommit codecommit:BatchGetCommits codecommit:GetDifferences codecommit:GetBlob codecommit:GetFile',
    ],
    [
      'Deployments, and what is live on which target',
      'codedeploy:ListDeployments codedeploy:GetDeployment codedeploy:BatchGetDeployments codedeploy:BatchGetDeploymentGroups codedeploy:GetDeploymentConfig codedeploy:ListDeploymentTargets codedeploy:BatchGetDeploymentTargets',
    ],
    [
      'Environments: every deployment group, and what each of its instances has',
      'codedeploy:ListApplications codedeploy:ListDeploymentGroups codedeploy:ListOnPremisesInstances codedeploy:BatchGetOnPremisesInstances',
    ],
    [
      'Traffic: which instances a load balancer sends requests to, and why not to others',
      'elasticloadbalancing:DescribeTargetGroups elasticloadbalancing:DescribeTargetHealth elasticloadbalancing:DescribeLoadBalancers',
    ],
    [
      'The list and pages of load balancers: listeners, rules, how long targets drain',
      'elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTargetGroupAttributes',
    ],
    [
      'Requests, errors and response times beside a deployment; CloudWatch charges for GetMetricData',
      'cloudwatch:GetMetricData',
    ],
    [
      'Auto Scaling groups of a deployment group, and what they did during a deployment',
      'autoscaling:DescribeAutoScalingGroups autoscaling:DescribeScalingActivities',
    ],
    ['The instances of an EC2 deploy action', 'codepipeline:ListDeployActionExecutionTargets'],
    ["An ECS service's tasks, a Lambda alias's version", 'ecs:DescribeServices lambda:GetAlias'],
    [
      'Projects that Starboard made, and deployments by CloudFormation',
      'cloudformation:DescribeStacks cloudformation:DescribeStackEvents',
    ],
    ['At an approval: what the change set that waits would do', 'cloudformation:DescribeChangeSet'],
    ["The address of a project's instance, which changes with a stop", 'ec2:DescribeInstances'],
    [
      'Whether builds in a VPC can reach the internet, by the route tables of their subnets',
      'ec2:DescribeRouteTables',
    ],
    ['Artifacts: what is in them, and what differs', 's3:GetObject s3:GetObjectVersion'],
    [
      "Tells an artifact that has expired (404) from one that is forbidden, and a bucket of the account's own from another account's; without it S3 answers 403 to all",
      's3:ListBucket',
    ],
    ['The alarm that watches a build', 'cloudwatch:DescribeAlarmsForMetric'],
    [
      'Who is notified of what',
      'codestar-notifications:ListNotificationRules codestar-notifications:DescribeNotificationRule codestar-notifications:ListEventTypes sns:ListTopics sns:GetTopicAttributes sns:ListSubscriptionsByTopic',
    ],
  ],
  OwnKeys: [
    [
      "Artifacts and repositories encrypted with a key of the account's own; through S3 and CodeCommit only",
      'kms:Decrypt',
    ],
  ],
  Operate: [
    ['Approve and reject', 'codepipeline:PutApprovalResult'],
    [
      'Release, retry, stop, roll back, override a condition',
      'codepipeline:StartPipelineExecution codepipeline:StopPipelineExecution codepipeline:RetryStageExecution codepipeline:RollbackStage codepipeline:OverrideStageCondition',
    ],
    [
      'Hold a stage and let it go on',
      'codepipeline:DisableStageTransition codepipeline:EnableStageTransition',
    ],
    ['Edit a pipeline, or make one', 'codepipeline:UpdatePipeline codepipeline:CreatePipeline'],
    [
      'A pipeline or build project is saved with its role and its connection',
      'iam:PassRole codeconnections:PassConnection codestar-connections:PassConnection',
    ],
    [
      'Start, retry and stop builds; edit a build project',
      'codebuild:StartBuild codebuild:RetryBuild codebuild:StopBuild codebuild:UpdateProject',
    ],
    [
      'Deploy a revision again (CodeDeploy registers it), stop a deployment',
      'codedeploy:CreateDeployment codedeploy:StopDeployment codedeploy:ContinueDeployment codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision',
    ],
    [
      'The dialog says before you press that IAM would refuse; without these the answer says it after',
      'iam:SimulatePrincipalPolicy iam:GetRole',
    ],
    [
      'The journal: reasons of rollbacks and quarantines, and what was read before an approval, for which AWS has no field',
      'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents logs:TagResource',
    ],
  ],
  Create: [
    [
      "A project is a stack: made, followed, deleted; its tags are the project's",
      'cloudformation:CreateStack cloudformation:DeleteStack cloudformation:DescribeStackResources cloudformation:GetTemplate cloudformation:ListStacks cloudformation:TagResource',
    ],
    ['Amazon Linux 2023, by its public parameter', 'ssm:GetParameter'],
    [
      'Connections to choose from, and whether their handshake is pending; the service has two names',
      'codeconnections:GetConnection codeconnections:ListConnections codestar-connections:GetConnection codestar-connections:ListConnections',
    ],
    ['Networks and subnets to choose from', 'ec2:DescribeVpcs ec2:DescribeSubnets'],
    [
      'A subnet that leads to the internet, in a zone that offers the instance type; without these that is not checked, and said',
      'ec2:DescribeInstanceTypeOfferings',
    ],
    [
      "What is left of the account's quotas, in vCPUs and builds, before anything is made; without these that is not checked, and said",
      'servicequotas:GetServiceQuota servicequotas:GetAWSDefaultServiceQuota ec2:DescribeInstanceTypes',
    ],
    [
      'The first commit, in the bucket starboard-ACCOUNT-REGION; later the artifact bucket is emptied',
      's3:CreateBucket s3:PutObject s3:DeleteObject s3:DeleteObjectVersion s3:ListBucketVersions',
    ],
    [
      'Deleting a project: what runs is stopped, builds go, and the repository if you ask for it',
      'codebuild:BatchDeleteBuilds codecommit:GetRepository codecommit:DeleteRepository',
    ],
    [
      'Whether a name is taken, before anything is made by it',
      'codedeploy:GetApplication logs:DescribeLogGroups',
    ],
    [
      'Deleting the report groups and logs that builds have left',
      'codebuild:ListReportGroups codebuild:DeleteReportGroup logs:DeleteLogGroup',
    ],
    [
      'Notification rules; the first of an account makes the service its own role',
      'codestar-notifications:CreateNotificationRule codestar-notifications:UpdateNotificationRule codestar-notifications:DeleteNotificationRule iam:CreateServiceLinkedRole',
    ],
    [
      'Topics and their subscribers',
      'sns:CreateTopic sns:SetTopicAttributes sns:Subscribe sns:Unsubscribe sns:GetSubscriptionAttributes sns:Publish',
    ],
    [
      'The alarm of a build that fails',
      'cloudwatch:DescribeAlarms cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:TagResource',
    ],
  ],
  EventsOfOurOwnRule: [
    [
      "The dashboard's own rule, starboard-live-*, made at its start and removed at its end",
      'events:PutRule events:PutTargets events:RemoveTargets events:DeleteRule events:TagResource',
    ],
  ],
  OurOwnQueue: [
    [
      "The dashboard's own queue, starboard-live-*, with a tag that says until when it is held",
      'sqs:CreateQueue sqs:ReceiveMessage sqs:DeleteMessage sqs:DeleteQueue sqs:TagQueue sqs:ListQueueTags',
    ],
  ],
  ReadTheQueue: [
    [
      'The queue that the account gives a dashboard, starboard-events-*: messages are read and taken off, nothing is made',
      'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes',
    ],
  ],
  FindLeftOvers: [['Queues of dashboards that died, to remove them', 'sqs:ListQueues']],
};
