import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { TargetOptions } from './common';
import type { Document, Resource } from './intrinsics';
import { targets, type TargetId } from './index';
import { RUNTIME_IDS, RUNTIMES, type RuntimeHelp } from './runtimes';

const SETS = [['production'], ['staging', 'production'], ['dev', 'test', 'staging', 'production']];
const options = (environments: string[]): TargetOptions => ({
  name: 'demo',
  environments,
  approve: environments.length > 1 ? environments.slice(-1) : [],
  runtime: 'nodejs',
  reports: [
    { name: 'tests', type: 'TEST' },
    { name: 'lines', type: 'CODE_COVERAGE' },
  ],
});
const ALL = (Object.keys(targets) as TargetId[]).flatMap((id) =>
  SETS.map((environments): [TargetId, string[], Document] => [
    id,
    environments,
    targets[id](options(environments)),
  ]),
);

type Properties = Record<string, unknown>;
const propsOf = (d: Document, id: string): Properties =>
  (d.Resources[id]?.Properties ?? {}) as Properties;
const roles = (d: Document): [string, Resource][] =>
  Object.entries(d.Resources).filter(([, r]) => r.Type === 'AWS::IAM::Role');
interface Allow {
  Action: string[];
  Resource: unknown[];
}
const declared = (d: Document, id: string): (Allow | { 'Fn::If': [string, Allow, Allow] })[] =>
  (
    propsOf(d, id)['Policies'] as {
      PolicyDocument: { Statement: (Allow | { 'Fn::If': [string, Allow, Allow] })[] };
    }[]
  )[0]?.PolicyDocument.Statement ?? [];
/** Of a pair, both. */
const statements = (d: Document, id: string): Allow[] =>
  declared(d, id)
    .flatMap((s) => ('Fn::If' in s ? (s['Fn::If'].slice(1) as Allow[]) : [s]))
    .filter((s) => 'Action' in s);
const READS = ['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'tag:GetResources'];
const FLEET_READS = [
  ...READS,
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeLifecycleHooks',
  'autoscaling:DescribeScalingActivities',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
];
/** What each target may do to everything, in the order of its document. */
const STARS: Readonly<Record<TargetId, readonly string[]>> = {
  server: READS,
  servers: FLEET_READS,
  'servers-blue-green': [
    ...FLEET_READS,
    'autoscaling:DescribeNotificationConfigurations',
    'autoscaling:DescribePolicies',
    'autoscaling:DescribeScheduledActions',
    'ec2:RunInstances',
    'ec2:CreateTags',
    'autoscaling:DescribeAutoScalingGroups',
  ],
  static: [],
};
const TERMINAL = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];
/** What an environment's Deploy action needs to be there. */
const LAST: Readonly<Record<TargetId, string>> = {
  server: 'Instance',
  servers: 'DeploymentGroup',
  'servers-blue-green': 'DeploymentGroup',
  static: 'SitePolicy',
};
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

describe.each(ALL)('the target %s with %j', (target, environments, document) => {
  const text = JSON.stringify(document);
  const resources = Object.entries(document.Resources);

  it('has the stages and outputs of the contract', () => {
    const approved = environments.length > 1 ? environments.at(-1) : undefined;
    expect(
      (propsOf(document, 'Pipeline')['Stages'] as { Name: string }[]).map((s) => s.Name),
    ).toEqual([
      'Source',
      'Build',
      ...environments.flatMap((e) => [
        ...(e === approved ? [`Approve${capital(e)}`] : []),
        capital(e),
      ]),
    ]);
    expect(Object.keys(document.Outputs)).toEqual([
      ...environments.map((e) => `${capital(e)}Url`),
      'CloneUrl',
    ]);
  });

  it('gives names by hand only where the contract does, and tags every resource type that can be', () => {
    const named = resources.filter(([, r]) =>
      ['RoleName', 'BucketName', 'GroupName'].some((n) => n in (r.Properties ?? {})),
    );
    expect(named).toEqual([]);
    const untaggable = [
      'AWS::ElasticLoadBalancingV2::Listener',
      'AWS::Events::Rule',
      'AWS::IAM::InstanceProfile',
      'AWS::S3::BucketPolicy',
      'Custom::BlueGreenDeploymentGroup',
    ];
    expect(
      resources
        .filter(
          ([, r]) =>
            !untaggable.includes(r.Type) &&
            !JSON.stringify(
              r.Properties?.['Tags'] ?? r.Properties?.['TagSpecifications'] ?? '',
            ).includes('"starboard:project"'),
        )
        .map(([id]) => id),
    ).toEqual([]);
  });

  it('bounds every role, keeps its policy inline, and gives a star only where AWS has nothing else', () => {
    expect(
      roles(document).every(
        ([, r]) =>
          JSON.stringify(r.Properties?.['PermissionsBoundary']).includes('HasBoundary') &&
          !('ManagedPolicyArns' in (r.Properties ?? {})),
      ),
    ).toBe(true);
    const stars = roles(document).flatMap(([id]) =>
      statements(document, id)
        .filter((s) => s.Resource.includes('*'))
        .flatMap((s) => s.Action),
    );
    expect(stars).toEqual([
      ...STARS[target],
      ...(target === 'static' ? [] : environments.flatMap(() => TERMINAL)),
    ]);
    expect(
      roles(document)
        .flatMap(([id]) => statements(document, id).flatMap((s) => s.Action))
        .filter((a) => a.endsWith('*')),
    ).toEqual([]);
  });

  it('lets the pipeline read its source with exactly the six actions, and the trigger start exactly it', () => {
    const [read] = declared(document, 'PipelineRole') as { 'Fn::If': unknown[] }[];
    expect(read?.['Fn::If'][0]).toBe('OwnRepository');
    expect(read?.['Fn::If'][2]).toEqual({
      Effect: 'Allow',
      Action: ['codestar-connections:UseConnection', 'codeconnections:UseConnection'],
      Resource: [{ Ref: 'ConnectionArn' }],
    });
    expect(read?.['Fn::If'][1]).toEqual({
      Effect: 'Allow',
      Action: [
        'codecommit:GetBranch',
        'codecommit:GetCommit',
        'codecommit:GetRepository',
        'codecommit:UploadArchive',
        'codecommit:GetUploadArchiveStatus',
        'codecommit:CancelUploadArchive',
      ],
      Resource: [{ 'Fn::GetAtt': ['Repository', 'Arn'] }],
    });
    expect(statements(document, 'TriggerRole').map((s) => s.Action)).toEqual([
      ['codepipeline:StartPipelineExecution'],
    ]);
  });

  it('closes the artifact bucket: encrypted, TLS only, nothing public', () => {
    expect(JSON.stringify(propsOf(document, 'ArtifactBucketPolicy'))).toContain(
      '"aws:SecureTransport":"false"',
    );
    expect(propsOf(document, 'ArtifactBucket')).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(
      resources
        .filter(([, r]) => r.Type === 'AWS::S3::Bucket')
        .every(([, r]) => JSON.stringify(r).includes('AES256')),
    ).toBe(true);
  });

  it('has exactly one first execution: the pipeline after its targets, the rule after the pipeline', () => {
    const pipeline = JSON.stringify(document.Resources['Pipeline']);
    expect(
      environments.filter((e) => !pipeline.includes(`"${capital(e)}${LAST[target]}"`)),
    ).toEqual([]);
    expect(document.Resources['Trigger']?.DependsOn).toEqual(['Pipeline']);
    expect(document.Resources['Repository']?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('writes no partition into an ARN, no Region and no ending of addresses anywhere', () => {
    expect(text).not.toContain('arn:aws:');
    expect(text).toContain('arn:${AWS::Partition}:');
    // Service principals are the exception: they end so in every partition.
    expect(text.replaceAll(/"Service":"[a-z0-9]+\.amazonaws\.com"/g, '')).not.toMatch(
      /amazonaws|us-east/,
    );
  });

  it('owns the report groups that its builds fill, and takes them along with their reports', () => {
    expect(
      resources
        .filter(([, r]) => r.Type === 'AWS::CodeBuild::ReportGroup')
        .map(([, r]) => [
          r.Properties?.['Name'],
          r.Properties?.['Type'],
          r.Properties?.['DeleteReports'],
        ]),
    ).toEqual([
      ['demo-tests', 'TEST', true],
      ['demo-lines', 'CODE_COVERAGE', true],
    ]);
  });
});

describe('the target server', () => {
  const document = targets.server(options(['staging', 'production']));

  it('launches closed instances: IMDSv2, encrypted volume, one port from AllowedCidr, a public address for the signal', () => {
    expect(propsOf(document, 'StagingInstance')).toMatchObject({
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
      NetworkInterfaces: [{ AssociatePublicIpAddress: true }],
    });
    expect(propsOf(document, 'StagingSecurityGroup')['SecurityGroupIngress']).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 80,
        CidrIp: { Ref: 'AllowedCidr' },
        Description: 'application',
      },
    ]);
    expect(document.Resources['StagingInstance']?.CreationPolicy).toBeDefined();
    expect(JSON.stringify(document)).not.toMatch(/KeyName|"FromPort":22/);
  });

  it("answers at the instance's own address: an account has five Elastic IPs a Region", () => {
    expect(Object.values(document.Resources).map((r) => r.Type)).not.toContain('AWS::EC2::EIP');
    expect(document.Outputs['StagingUrl']).toMatchObject({
      Value: { 'Fn::Sub': 'http://${StagingInstance.PublicIp}' },
    });
  });

  it('lets Systems Manager open a terminal, unless SessionAccess says no', () => {
    expect(document.Parameters['SessionAccess']).toMatchObject({ Default: 'yes' });
    const [pair] = declared(document, 'StagingInstanceRole').filter((s) => 'Fn::If' in s);
    expect(pair).toMatchObject({ 'Fn::If': ['HasSessionAccess', {}, { Ref: 'AWS::NoValue' }] });
  });

  it('installs the Ruby that the CodeDeploy agent takes, from the bucket of Region and partition', () => {
    const script = JSON.stringify(propsOf(document, 'StagingInstance')['UserData']);
    expect(script).toMatch(/dnf install -y [^&]*\bruby3\.2\b/);
    expect(script).not.toMatch(/install[^\\n]* ruby /);
    expect(script).toContain(
      'https://aws-codedeploy-${AWS::Region}.s3.${AWS::Region}.${AWS::URLSuffix}/latest/install',
    );
  });

  it('calls things as the contract does', () => {
    expect([
      propsOf(document, 'Repository')['RepositoryName'],
      propsOf(document, 'Pipeline')['Name'],
      propsOf(document, 'Build')['Name'],
      propsOf(document, 'Application')['ApplicationName'],
      propsOf(document, 'StagingDeploymentGroup')['DeploymentGroupName'],
    ]).toEqual(['demo', 'demo', 'demo', 'demo', 'staging']);
  });

  it.each(RUNTIME_IDS.filter((id) => (RUNTIMES[id] as RuntimeHelp).amazonLinux))(
    "installs %s at an instance's first start",
    (runtime) => {
      expect(JSON.stringify(targets.server({ ...options(['production']), runtime }))).toContain(
        (RUNTIMES[runtime] as RuntimeHelp).amazonLinux,
      );
    },
  );
});

describe.each(['servers', 'servers-blue-green'] as const)('the target %s', (target) => {
  const document = targets[target](options(['staging', 'production']));
  const text = JSON.stringify(document);

  it('lets people reach the balancer, the balancer the instances, and nobody anything else', () => {
    expect(propsOf(document, 'StagingBalancerSecurityGroup')['SecurityGroupIngress']).toEqual([
      { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: { Ref: 'AllowedCidr' } },
    ]);
    expect(propsOf(document, 'StagingSecurityGroup')['SecurityGroupIngress']).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 80,
        SourceSecurityGroupId: { 'Fn::GetAtt': ['StagingBalancerSecurityGroup', 'GroupId'] },
      },
    ]);
    expect(text).not.toMatch(/KeyName|"FromPort":22|NatGateway|AWS::EC2::EIP/);
  });

  it("answers at the balancer's address", () => {
    expect(document.Outputs['StagingUrl']).toMatchObject({
      Value: { 'Fn::Sub': 'http://${StagingBalancer.DNSName}' },
    });
  });

  it('launches closed instances alike, and waits until each of them is ready', () => {
    expect(propsOf(document, 'StagingLaunchTemplate')['LaunchTemplateData']).toMatchObject({
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
      NetworkInterfaces: [{ AssociatePublicIpAddress: true }],
    });
    expect(document.Resources['StagingGroup']?.CreationPolicy).toEqual({
      ResourceSignal: { Count: { Ref: 'InstanceCount' }, Timeout: 'PT15M' },
    });
    expect(text).toContain('--resource StagingGroup');
  });

  it('replaces no instance for what a balancer says before the first release', () => {
    expect(propsOf(document, 'StagingGroup')['HealthCheckType']).toBe('EC2');
  });

  it.each(SETS)('starts four instances at most unless somebody says otherwise: %j', (...set) => {
    const each = Number(targets[target](options(set)).Parameters['InstanceCount']?.Default);
    expect(each).toBeGreaterThan(0);
    expect(each * set.length).toBeLessThanOrEqual(4);
  });

  it.each(RUNTIME_IDS.filter((id) => (RUNTIMES[id] as RuntimeHelp).amazonLinux))(
    'fits into one request for %s, however long the names are',
    (runtime) => {
      const environments = ['a', 'b', 'c', 'd'].map((c) => c.repeat(16));
      const longest = targets[target]({
        ...options(environments),
        name: 'n'.repeat(30),
        approve: environments,
        runtime,
      });
      expect(JSON.stringify(longest).length).toBeLessThan(51_200);
    },
  );
});

describe('the target servers', () => {
  it('deploys in place, one instance after the other, each without requests while it changes', () => {
    const document = targets.servers(options(['production']));
    expect(propsOf(document, 'ProductionDeploymentGroup')).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.OneAtATime',
      DeploymentStyle: { DeploymentType: 'IN_PLACE', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AutoScalingGroups: [{ Ref: 'ProductionGroup' }],
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
    });
  });
});

describe('the target servers-blue-green', () => {
  const document = targets['servers-blue-green'](options(['production']));

  it('makes its deployment group by a custom resource, for CloudFormation refuses it', () => {
    expect(document.Resources['ProductionDeploymentGroup']?.Type).toBe(
      'Custom::BlueGreenDeploymentGroup',
    );
    expect(JSON.stringify(document)).not.toContain('AWS::CodeDeploy::DeploymentGroup');
    expect(propsOf(document, 'ProductionDeploymentGroup')).toMatchObject({
      AutoScalingGroupName: { Ref: 'ProductionGroup' },
      DeploymentGroupName: 'production',
    });
  });

  it('has a function that is JavaScript', () => {
    const { ZipFile = '' } = propsOf(document, 'Maker')['Code'] as { ZipFile?: string };
    expect(() => new Script(ZipFile)).not.toThrow();
    expect(ZipFile).toContain('COPY_AUTO_SCALING_GROUP');
  });
});

describe('the target static', () => {
  const document = targets.static(options(['staging', 'production']));

  it('makes each environment a website that is public through its policy alone, and only from AllowedCidr', () => {
    expect(propsOf(document, 'StagingSite')).toMatchObject({
      WebsiteConfiguration: { IndexDocument: 'index.html', ErrorDocument: 'error.html' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(propsOf(document, 'StagingSitePolicy')['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Condition: { IpAddress: { 'aws:SourceIp': { Ref: 'AllowedCidr' } } },
        },
      ],
    });
    expect(document.Outputs['StagingUrl']).toMatchObject({
      Value: { 'Fn::GetAtt': ['StagingSite', 'WebsiteURL'] },
    });
  });

  it('needs no network, image or instance', () => {
    expect(Object.keys(document.Parameters).sort()).toEqual([
      'AllowedCidr',
      'BranchName',
      'ConnectionArn',
      'PermissionsBoundary',
      'RepositoryId',
      'SeedBucket',
      'SeedKey',
    ]);
    expect(
      Object.values(document.Resources).filter(
        (r) => r.Type.startsWith('AWS::EC2') || r.Type.startsWith('AWS::CodeDeploy'),
      ),
    ).toEqual([]);
  });
});
