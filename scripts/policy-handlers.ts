/** What CloudFormation does in the person's name when a project's stack is made or deleted, by resource type of `templates/targets` (each type's handler permissions in its CloudFormation schema). */
export const HANDLERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::CodeCommit::Repository': [
    'codecommit:CreateRepository',
    'codecommit:GetRepository',
    'codecommit:DeleteRepository',
    'codecommit:CreateCommit',
    'codecommit:TagResource',
    'codecommit:ListTagsForResource',
    's3:GetObject',
    's3:GetObjectVersion',
  ],
  'AWS::S3::Bucket': [
    's3:CreateBucket',
    's3:DeleteBucket',
    's3:PutEncryptionConfiguration',
    's3:PutBucketPublicAccessBlock',
    's3:PutBucketOwnershipControls',
    's3:PutBucketTagging',
    's3:PutBucketWebsite',
    's3:DeleteBucketWebsite',
    's3:TagResource',
    's3:ListTagsForResource',
  ],
  'AWS::S3::BucketPolicy': ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:GetBucketPolicy'],
  'AWS::Logs::LogGroup': [
    'logs:CreateLogGroup',
    'logs:DeleteLogGroup',
    'logs:PutRetentionPolicy',
    'logs:DescribeLogGroups',
    'logs:DescribeIndexPolicies',
    'logs:GetDataProtectionPolicy',
    'logs:TagResource',
    'logs:ListTagsForResource',
  ],
  'AWS::IAM::Role': [
    'iam:CreateRole',
    'iam:DeleteRole',
    'iam:GetRole',
    'iam:PassRole',
    'iam:PutRolePolicy',
    'iam:DeleteRolePolicy',
    'iam:GetRolePolicy',
    'iam:TagRole',
    'iam:PutRolePermissionsBoundary',
    'iam:ListRolePolicies',
    'iam:ListAttachedRolePolicies',
  ],
  'AWS::IAM::InstanceProfile': [
    'iam:CreateInstanceProfile',
    'iam:DeleteInstanceProfile',
    'iam:GetInstanceProfile',
    'iam:AddRoleToInstanceProfile',
    'iam:RemoveRoleFromInstanceProfile',
    'iam:PassRole',
  ],
  'AWS::CodeBuild::Project': [
    'codebuild:CreateProject',
    'codebuild:DeleteProject',
    'codebuild:BatchGetProjects',
    'iam:PassRole',
  ],
  'AWS::CodeBuild::ReportGroup': [
    'codebuild:CreateReportGroup',
    'codebuild:DeleteReportGroup',
    'codebuild:BatchGetReportGroups',
    'codebuild:ListReportsForReportGroup',
    'codebuild:DeleteReport',
  ],
  'AWS::CodeDeploy::Application': [
    'codedeploy:CreateApplication',
    'codedeploy:DeleteApplication',
    'codedeploy:GetApplication',
    'codedeploy:TagResource',
    'codedeploy:ListTagsForResource',
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    'codedeploy:CreateDeploymentGroup',
    'codedeploy:DeleteDeploymentGroup',
    'codedeploy:GetDeploymentGroup',
    'codedeploy:TagResource',
    'codedeploy:ListTagsForResource',
    'iam:PassRole',
  ],
  'AWS::CodePipeline::Pipeline': [
    'codepipeline:CreatePipeline',
    'codepipeline:DeletePipeline',
    'codepipeline:GetPipeline',
    'codepipeline:TagResource',
    'codepipeline:ListTagsForResource',
    'iam:PassRole',
    // Whoever makes a pipeline hands it the connection that it reads from (Developer Tools console guide,
    // "Permissions for passing connections"), by either name of the service.
    'codeconnections:PassConnection',
    'codestar-connections:PassConnection',
  ],
  'AWS::EC2::Instance': [
    'ec2:RunInstances',
    'ec2:TerminateInstances',
    // [memory] Its schema lists all reads at once: volumes, network interfaces, attributes and credits of an instance.
    'ec2:Describe*',
    'ec2:CreateTags',
    'iam:PassRole',
  ],
  'AWS::EC2::SecurityGroup': [
    'ec2:CreateSecurityGroup',
    'ec2:DeleteSecurityGroup',
    'ec2:DescribeSecurityGroups',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:CreateTags',
  ],
  'AWS::Events::Rule': [
    'events:PutRule',
    'events:DeleteRule',
    'events:DescribeRule',
    'events:PutTargets',
    'events:RemoveTargets',
    'events:ListTargetsByRule',
    'events:TagResource',
    'events:ListTagsForResource',
    'iam:PassRole',
  ],
};

/**
 * The same for what only the targets with a load balancer hold: a managed policy has 6,144 characters, so these are one
 * beside create.json.
 */
export const FLEET_HANDLERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::LaunchTemplate': [
    'ec2:CreateLaunchTemplate',
    'ec2:DeleteLaunchTemplate',
    'ec2:DescribeLaunchTemplates',
    'ec2:DescribeLaunchTemplateVersions',
    'ec2:CreateTags',
    // Auto Scaling asks whether whoever makes a group could launch its instances by themselves (Auto Scaling user guide,
    // "Launch template support").
    'ec2:RunInstances',
    'iam:PassRole',
  ],
  'AWS::AutoScaling::AutoScalingGroup': [
    'autoscaling:CreateAutoScalingGroup',
    'autoscaling:UpdateAutoScalingGroup',
    'autoscaling:DeleteAutoScalingGroup',
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeScalingActivities',
    'autoscaling:CreateOrUpdateTags',
    // The roles that Auto Scaling and load balancers work by are made with the first of each in an account.
    'iam:CreateServiceLinkedRole',
  ],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    'elasticloadbalancing:CreateLoadBalancer',
    'elasticloadbalancing:DeleteLoadBalancer',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeLoadBalancerAttributes',
    'elasticloadbalancing:DescribeTags',
    'elasticloadbalancing:AddTags',
    'iam:CreateServiceLinkedRole',
  ],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [
    'elasticloadbalancing:CreateTargetGroup',
    'elasticloadbalancing:DeleteTargetGroup',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetGroupAttributes',
    'elasticloadbalancing:ModifyTargetGroupAttributes',
    'elasticloadbalancing:DescribeTags',
    'elasticloadbalancing:AddTags',
  ],
  'AWS::ElasticLoadBalancingV2::Listener': [
    'elasticloadbalancing:CreateListener',
    'elasticloadbalancing:DeleteListener',
    'elasticloadbalancing:DescribeListeners',
  ],
  // The function of servers-blue-green makes deployment groups by its own role.
  'AWS::Lambda::Function': [
    'lambda:CreateFunction',
    'lambda:DeleteFunction',
    'lambda:GetFunction',
    'lambda:InvokeFunction',
    'lambda:TagResource',
    'iam:PassRole',
  ],
  'Custom::BlueGreenDeploymentGroup': ['lambda:InvokeFunction'],
};

/** Types that stacks of older versions still hold: deleting such a project needs these. */
export const FORMER: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::EIP': ['ec2:DescribeAddresses', 'ec2:DisassociateAddress', 'ec2:ReleaseAddress'],
};
