interface Kind {
  readonly label: string;
  readonly service: string;
  /** What it costs on AWS while nobody uses it. */ readonly idle?: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::CloudFormation::Stack': { label: 'Stack', service: 'CloudFormation' },
  'AWS::CodeCommit::Repository': { label: 'Repository', service: 'CodeCommit' },
  'AWS::S3::Bucket': { label: 'Artifact bucket', service: 'S3' },
  'AWS::S3::BucketPolicy': { label: 'Bucket policy', service: 'S3' },
  'AWS::Logs::LogGroup': { label: 'Log group', service: 'CloudWatch Logs' },
  'AWS::IAM::Role': { label: 'Role', service: 'IAM' },
  'AWS::IAM::InstanceProfile': { label: 'Instance profile', service: 'IAM' },
  'AWS::CodeBuild::Project': { label: 'Build project', service: 'CodeBuild' },
  'AWS::CodeBuild::ReportGroup': { label: 'Report group', service: 'CodeBuild' },
  'AWS::CodeDeploy::Application': { label: 'Deployment application', service: 'CodeDeploy' },
  'AWS::CodeDeploy::DeploymentGroup': { label: 'Deployment group', service: 'CodeDeploy' },
  'AWS::CodePipeline::Pipeline': { label: 'Pipeline', service: 'CodePipeline' },
  'AWS::EC2::Instance': {
    label: 'Instance',
    service: 'EC2',
    idle: 'billed while it runs, with its disk and its public IPv4 address, used or not',
  },
  'AWS::EC2::EIP': {
    label: 'Public address',
    service: 'EC2',
    idle: 'a public IPv4 address is billed by the hour',
  },
  'AWS::AutoScaling::AutoScalingGroup': {
    label: 'Instances',
    service: 'EC2 Auto Scaling',
    idle: 'each instance is billed while it runs, with its disk and its public IPv4 address, used or not',
  },
  'AWS::EC2::LaunchTemplate': { label: 'Launch template', service: 'EC2' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    label: 'Load balancer',
    service: 'Elastic Load Balancing',
    idle: 'billed by the hour while it exists, with a public IPv4 address in each zone, used or not',
  },
  'AWS::ElasticLoadBalancingV2::Listener': {
    label: 'Listener',
    service: 'Elastic Load Balancing',
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    label: 'Target group',
    service: 'Elastic Load Balancing',
  },
  'AWS::Lambda::Function': { label: 'Function', service: 'Lambda' },
  'Custom::BlueGreenDeploymentGroup': { label: 'Deployment group', service: 'CodeDeploy' },
  'AWS::EC2::SecurityGroup': { label: 'Security group', service: 'EC2' },
  'AWS::Events::Rule': { label: 'Trigger', service: 'EventBridge' },
};

/** What people call a resource type. */
export const resourceLabel = (type: string, logicalId = ''): string =>
  type === 'AWS::S3::Bucket' && logicalId.endsWith('Site')
    ? 'Website'
    : (KINDS[type]?.label ?? type);
export const resourceService = (type: string): string =>
  KINDS[type]?.service ?? type.split('::')[1] ?? '';
export const idleCost = (type: string): string | undefined => KINDS[type]?.idle;
