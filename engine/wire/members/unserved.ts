/**
 * Members of inputs that have an effect on AWS and none here, by service, operation and path
 * (`a.b[].c`): given, they are refused by name. Values behind `=` ask for what is so anyway, and are
 * taken; so are `false`, empty lists and empty texts. A test holds this table against the code.
 */
export type MemberTable = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const S3_KEYS = ['SSECustomerAlgorithm', 'SSECustomerKey', 'SSECustomerKeyMD5'];
const S3_SOURCE_KEYS = [
  'CopySourceSSECustomerAlgorithm',
  'CopySourceSSECustomerKey',
  'CopySourceSSECustomerKeyMD5',
];
const S3_GRANTS = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWriteACP'];
const S3_LOCK = [
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'ObjectLockLegalHoldStatus',
  'ObjectLockEventHold',
  'ObjectLockEventHoldDurationDays',
  'ObjectLockEventHoldDurationYears',
];
const S3_WRITE = [
  ...S3_KEYS,
  ...S3_GRANTS,
  ...S3_LOCK,
  'ServerSideEncryption=AES256',
  'StorageClass=STANDARD',
  'SSEKMSKeyId',
  'SSEKMSEncryptionContext',
  'BucketKeyEnabled',
  'Expires',
];
const S3_LIST = ['OptionalObjectAttributes'];
const S3_OTHER_CHECKSUMS = [
  'ChecksumSHA512',
  'ChecksumMD5',
  'ChecksumXXHASH64',
  'ChecksumXXHASH3',
  'ChecksumXXHASH128',
];
const EC2_SINGLE_RULE = [
  ...['CidrIp', 'FromPort', 'IpProtocol', 'ToPort'],
  ...['SourceSecurityGroupName', 'SourceSecurityGroupOwnerId'],
];
/** Of a launch template: what RunInstances refuses as well, under its own names. */
const EC2_TEMPLATE_DATA = [
  ...['KernelId', 'EbsOptimized', 'KeyName', 'Monitoring.Enabled', 'RamDiskId'],
  ...['DisableApiTermination', 'InstanceInitiatedShutdownBehavior', 'ElasticGpuSpecifications'],
  ...['ElasticInferenceAccelerators', 'SecurityGroups', 'InstanceMarketOptions'],
  ...['CreditSpecification', 'CpuOptions', 'CapacityReservationSpecification'],
  ...['LicenseSpecifications', 'HibernationOptions', 'EnclaveOptions', 'InstanceRequirements'],
  ...['PrivateDnsNameOptions', 'MaintenanceOptions', 'DisableApiStop', 'Operator'],
  ...['NetworkPerformanceOptions', 'SecondaryInterfaces', 'Placement.AvailabilityZoneId'],
  ...['Placement.Affinity', 'Placement.GroupName', 'Placement.PartitionNumber'],
  ...['Placement.HostId', 'Placement.Tenancy=default', 'Placement.SpreadDomain'],
  ...['Placement.HostResourceGroupArn', 'Placement.GroupId'],
  'TagSpecifications[].ResourceType=instance',
];
/** Members of a structure, by their whole paths. */
const under = (path: string, members: readonly string[]): string[] =>
  members.map((member) => `${path}.${member}`);
const EC2_METADATA = [
  ...['HttpPutResponseHopLimit', 'HttpEndpoint=enabled', 'HttpProtocolIpv6=disabled'],
  'InstanceMetadataTags=disabled',
];
const EC2_INTERFACES = [
  ...['NetworkInterfaceId', 'PrivateIpAddress', 'PrivateIpAddresses', 'InterfaceType=interface'],
  ...['SecondaryPrivateIpAddressCount', 'AssociateCarrierIpAddress', 'NetworkCardIndex'],
  ...['Ipv6AddressCount', 'Ipv6Addresses', 'Ipv4Prefixes', 'Ipv4PrefixCount', 'Ipv6Prefixes'],
  ...['Ipv6PrefixCount', 'PrimaryIpv6', 'EnaSrdSpecification', 'EnaQueueCount'],
  'ConnectionTrackingSpecification',
];
const EC2_TEMPLATE_VOLUMES = [
  ...['VolumeSize', 'Iops', 'Throughput', 'SnapshotId', 'KmsKeyId'],
  ...['VolumeInitializationRate', 'EbsCardIndex'],
];
const EC2_TEMPLATE = under('LaunchTemplateData', [
  ...EC2_TEMPLATE_DATA,
  ...under('MetadataOptions', EC2_METADATA),
  ...under('NetworkInterfaces[]', EC2_INTERFACES),
  ...under('BlockDeviceMappings[]', ['NoDevice', 'VirtualName']),
  ...under('BlockDeviceMappings[].Ebs', EC2_TEMPLATE_VOLUMES),
]);
/** Actions of a load balancer that ask who somebody is. */
const elbActions = (path: string): string[] =>
  under(path, ['AuthenticateOidcConfig', 'AuthenticateCognitoConfig', 'JwtValidationConfig']);
const ELB_CONDITIONS = [
  ...['Conditions[].RegexValues', 'Conditions[].HostHeaderConfig.RegexValues'],
  ...['Conditions[].PathPatternConfig.RegexValues', 'Conditions[].HttpHeaderConfig.RegexValues'],
  'Conditions[].SourceIpConfig.IpAddressType=ipv4',
];
const ELB_LISTENER = [
  ...['SslPolicy', 'Certificates', 'AlpnPolicy=None', 'MutualAuthentication'],
  ...elbActions('DefaultActions[]'),
];
const ELB_SUBNETS = [
  ...under('SubnetMappings[]', [
    ...['AllocationId', 'PrivateIPv4Address', 'IPv6Address', 'SourceNatIpv6Prefix'],
  ]),
  ...['IpAddressType=ipv4', 'EnablePrefixForIpv6SourceNat=off'],
];
const ELB_TARGETS = ['Targets[].QuicServerId'];
const DEFAULT_BUS = ['EventBusName=default'];

/** Of an Auto Scaling group, created and updated alike. */
const SCALING_GROUP = [
  'LaunchConfigurationName',
  'AvailabilityZoneIds',
  'PlacementGroup',
  'CapacityRebalance',
  'DeletionProtection=none',
  'MaxInstanceLifetime',
  'DesiredCapacityType=units',
  'InstanceMaintenancePolicy',
  'AvailabilityZoneDistribution.CapacityDistributionStrategy=balanced-best-effort',
  'AvailabilityZoneImpairmentPolicy',
  'SkipZonalShiftValidation',
  'CapacityReservationSpecification.CapacityReservationPreference=default',
  'CapacityReservationSpecification.CapacityReservationTarget',
  'InstanceLifecyclePolicy',
  ...under('MixedInstancesPolicy.InstancesDistribution', [
    ...['OnDemandAllocationStrategy=prioritized', 'SpotAllocationStrategy', 'SpotInstancePools'],
    ...['SpotMaxPrice', 'DistributionSegments'],
  ]),
  ...under('MixedInstancesPolicy.LaunchTemplate.Overrides[]', [
    ...['WeightedCapacity', 'LaunchTemplateSpecification', 'InstanceRequirements'],
  ]),
];

export const UNSERVED: MemberTable = {
  autoscaling: {
    AttachTrafficSources: ['SkipZonalShiftValidation', 'TrafficSources[].Type=elbv2'],
    CreateAutoScalingGroup: [
      ...SCALING_GROUP,
      'InstanceId',
      'LoadBalancerNames',
      'Operator',
      'TrafficSources[].Type=elbv2',
    ],
    DescribeAutoScalingGroups: ['IncludeManagedResources'],
    DescribeAutoScalingInstances: ['IncludeManagedResources'],
    DescribeNotificationConfigurations: ['IncludeManagedResources'],
    DescribeScalingActivities: ['Filters', 'IncludeManagedResources'],
    DescribeScheduledActions: ['IncludeManagedResources'],
    DescribeTags: ['IncludeManagedResources'],
    DetachTrafficSources: ['TrafficSources[].Type=elbv2'],
    StartInstanceRefresh: [
      'Strategy=Rolling',
      'DesiredConfiguration',
      ...under('Preferences', [
        ...['CheckpointPercentages', 'CheckpointDelay', 'AutoRollback', 'AlarmSpecification'],
        ...['MaxHealthyPercentage=100', 'BakeTime', 'StandbyInstances=Ignore|Wait'],
      ]),
    ],
    TerminateInstanceInAutoScalingGroup: ['AutoScalingGroupName', 'InstanceIds'],
    UpdateAutoScalingGroup: SCALING_GROUP,
  },
  cloudformation: {
    CreateStack: [
      'TemplateURL',
      'RollbackConfiguration',
      'NotificationARNs',
      'ResourceTypes',
      'RoleARN',
      'StackPolicyBody',
      'StackPolicyURL',
      'RetainExceptOnCreate',
      'DeploymentConfig',
      'DisableValidation',
    ],
    DeleteStack: ['RoleARN', 'DeletionMode=STANDARD', 'DeploymentConfig'],
    GetTemplate: ['ChangeSetName'],
    ValidateTemplate: ['TemplateURL'],
  },
  cloudwatch: {
    DescribeAlarmHistory: [
      'AlarmContributorId',
      'AlarmTypes=MetricAlarm',
      'StartDate',
      'EndDate',
      'ScanBy=TimestampDescending',
    ],
    DescribeAlarms: [
      'AlarmTypes=MetricAlarm',
      'ChildrenOfAlarmName',
      'ParentsOfAlarmName',
      'ActionPrefix',
    ],
    DescribeAlarmsForMetric: ['Statistic', 'ExtendedStatistic', 'Period', 'Unit'],
    GetMetricData: [
      'MaxDatapoints',
      'LabelOptions',
      'MetricDataQueries[].Expression',
      'MetricDataQueries[].AccountId',
      'MetricDataQueries[].MetricStat.Unit',
    ],
    GetMetricStatistics: ['Unit'],
    ListMetrics: ['RecentlyActive', 'IncludeLinkedAccounts', 'OwningAccount'],
    PutMetricAlarm: [
      'EvaluateLowSampleCountPercentile',
      'ThresholdMetricId',
      'EvaluationWindow',
      'WarmUpConfiguration',
      'EvaluationCriteria',
      'EvaluationInterval',
      'ActionConfiguration',
    ],
    PutMetricData: [
      'EntityMetricData',
      'StrictEntityValidation',
      'MetricData[].StorageResolution=60',
      'MetricData[].Unit=None',
    ],
    SetAlarmState: ['StateReasonData'],
  },
  codebuild: {
    CreateProject: ['badgeEnabled'],
    UpdateProject: ['badgeEnabled'],
    StartBuild: [
      'reportBuildStatusOverride',
      'buildStatusConfigOverride',
      'debugSessionEnabled',
      'fleetOverride',
      'hostKernelOverride',
    ],
    StartBuildBatch: ['reportBuildBatchStatusOverride', 'debugSessionEnabled'],
    UpdateProjectVisibility: ['resourceAccessRole'],
  },
  codecommit: {
    CreateRepository: ['kmsKeyId'],
  },
  codeconnections: {
    CreateHost: ['VpcConfiguration'],
    UpdateHost: ['VpcConfiguration'],
  },
  'codestar-connections': {
    CreateHost: ['VpcConfiguration'],
    UpdateHost: ['VpcConfiguration'],
  },
  codedeploy: {
    // Classic Load Balancers.
    CreateDeploymentGroup: ['loadBalancerInfo.elbInfoList'],
    ListDeployments: ['externalId'],
    UpdateDeploymentGroup: ['loadBalancerInfo.elbInfoList'],
  },
  codepipeline: {
    ListActionTypes: ['regionFilter'],
    ListRuleTypes: ['ruleOwnerFilter=AWS', 'regionFilter'],
  },
  ec2: {
    AllocateAddress: [
      'TagSpecifications[].ResourceType=elastic-ip',
      'Domain=vpc',
      'Address',
      'PublicIpv4Pool',
      'NetworkBorderGroup',
      'CustomerOwnedIpv4Pool',
      'IpamPoolId',
    ],
    AssociateAddress: ['PublicIp', 'NetworkInterfaceId', 'PrivateIpAddress'],
    // [doc] Of egress: "Not supported. Use a set of IP permissions".
    AuthorizeSecurityGroupEgress: [...EC2_SINGLE_RULE, 'TagSpecifications'],
    AuthorizeSecurityGroupIngress: [...EC2_SINGLE_RULE, 'GroupName', 'TagSpecifications'],
    CreateLaunchTemplate: [
      ...EC2_TEMPLATE,
      'Operator',
      'TagSpecifications[].ResourceType=launch-template',
    ],
    CreateLaunchTemplateVersion: [...EC2_TEMPLATE, 'ResolveAlias'],
    CreateSecurityGroup: ['TagSpecifications[].ResourceType=security-group'],
    DeleteSecurityGroup: ['GroupName'],
    DescribeAddresses: ['PublicIps', 'Filters'],
    DescribeInstances: ['IncludeManagedResources'],
    DescribeLaunchTemplateVersions: ['ResolveAlias', 'IncludeManagedResources'],
    DescribeLaunchTemplates: ['IncludeManagedResources'],
    DescribeSecurityGroups: ['GroupNames', 'Filters'],
    DisassociateAddress: ['PublicIp'],
    ReleaseAddress: ['PublicIp', 'NetworkBorderGroup'],
    RevokeSecurityGroupEgress: [...EC2_SINGLE_RULE, 'SecurityGroupRuleIds'],
    RevokeSecurityGroupIngress: [...EC2_SINGLE_RULE, 'GroupName', 'SecurityGroupRuleIds'],
    RunInstances: [
      'KeyName',
      'Monitoring.Enabled',
      'TagSpecifications[].ResourceType=instance',
      ...under('Placement', [
        ...['AvailabilityZoneId', 'Affinity', 'GroupName', 'PartitionNumber', 'HostId'],
        ...['Tenancy=default', 'SpreadDomain', 'HostResourceGroupArn', 'GroupId'],
      ]),
      ...under('MetadataOptions', EC2_METADATA),
      ...under('NetworkInterfaces[]', EC2_INTERFACES),
      ...under('BlockDeviceMappings[]', ['NoDevice', 'VirtualName']),
      ...under('BlockDeviceMappings[].Ebs', [
        ...EC2_TEMPLATE_VOLUMES,
        ...['OutpostArn', 'AvailabilityZone', 'AvailabilityZoneId'],
      ]),
      'CreditSpecification',
      'CpuOptions',
      'PrivateDnsNameOptions',
      'MaintenanceOptions',
      'EbsOptimized',
      'Ipv6AddressCount',
      'Ipv6Addresses',
      'KernelId',
      'RamdiskId',
      'SecurityGroups',
      'ElasticGpuSpecification',
      'ElasticInferenceAccelerators',
      'InstanceMarketOptions',
      'CapacityReservationSpecification',
      'HibernationOptions',
      'LicenseSpecifications',
      'EnclaveOptions',
      'DisableApiStop',
      'DisableApiTermination',
      'EnablePrimaryIpv6',
      'NetworkPerformanceOptions',
      'Operator',
      'SecondaryInterfaces',
      'InstanceInitiatedShutdownBehavior',
      'PrivateIpAddress',
      'AdditionalInfo',
    ],
    StartInstances: ['AdditionalInfo'],
    StopInstances: ['Hibernate', 'SkipOsShutdown'],
    TerminateInstances: ['SkipOsShutdown'],
  },
  elbv2: {
    CreateListener: ELB_LISTENER,
    CreateLoadBalancer: [
      ...ELB_SUBNETS,
      ...['Type=application|network', 'CustomerOwnedIpv4Pool', 'IpamPools'],
    ],
    CreateRule: [...elbActions('Actions[]'), ...ELB_CONDITIONS, 'Transforms'],
    CreateTargetGroup: [
      ...['Protocol=HTTP|TCP', 'ProtocolVersion=HTTP1', 'HealthCheckProtocol=HTTP|TCP'],
      ...['TargetType=instance|ip', 'IpAddressType=ipv4', 'TargetControlPort'],
      'Matcher.GrpcCode',
    ],
    DeregisterTargets: ELB_TARGETS,
    DescribeTargetHealth: [...ELB_TARGETS, 'Include'],
    ModifyListener: ELB_LISTENER,
    ModifyRule: [
      ...elbActions('Actions[]'),
      ...ELB_CONDITIONS,
      ...['Transforms', 'ResetTransforms'],
    ],
    ModifyTargetGroup: ['HealthCheckProtocol=HTTP|TCP', 'Matcher.GrpcCode'],
    RegisterTargets: ELB_TARGETS,
    SetIpAddressType: ['IpAddressType=ipv4'],
    SetSecurityGroups: ['EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic'],
    SetSubnets: ELB_SUBNETS,
  },
  events: {
    DeleteRule: DEFAULT_BUS,
    DescribeRule: DEFAULT_BUS,
    DisableRule: DEFAULT_BUS,
    EnableRule: DEFAULT_BUS,
    ListEventBuses: ['NamePrefix'],
    ListRuleNamesByTarget: DEFAULT_BUS,
    ListRules: DEFAULT_BUS,
    ListTargetsByRule: DEFAULT_BUS,
    PutEvents: ['EndpointId', 'Entries[].EventBusName=default'],
    PutTargets: [
      ...DEFAULT_BUS,
      'Targets[].SqsParameters',
      'Targets[].SageMakerPipelineParameters',
      'Targets[].RunCommandParameters',
      'Targets[].RetryPolicy',
      'Targets[].RedshiftDataParameters',
      'Targets[].KinesisParameters',
      'Targets[].HttpParameters',
      'Targets[].EcsParameters',
      'Targets[].BatchParameters',
      'Targets[].AppSyncParameters',
    ],
    RemoveTargets: DEFAULT_BUS,
  },
  iam: {
    CreateInstanceProfile: ['Tags'],
    CreateRole: ['MaxSessionDuration=3600'],
    ListAttachedRolePolicies: ['PathPrefix=/'],
    SimulatePrincipalPolicy: [
      'PermissionsBoundaryPolicyInputList',
      'PolicyExclusionList',
      'ResourcePolicy',
      'ResourceOwner',
      'CallerArn',
      'ContextEntries',
      'ResourceHandlingOption',
    ],
  },
  logs: {
    CreateLogGroup: ['kmsKeyId', 'logGroupClass=STANDARD', 'deletionProtectionEnabled'],
    DescribeLogGroups: [
      'accountIdentifiers',
      'includeLinkedAccounts',
      'logGroupClass=STANDARD',
      'logGroupIdentifiers',
    ],
    FilterLogEvents: ['startFromHead'],
    PutLogEvents: ['entity'],
  },
  s3: {
    AbortMultipartUpload: ['IfMatchInitiatedTime'],
    CompleteMultipartUpload: [
      ...S3_KEYS,
      ...S3_OTHER_CHECKSUMS,
      'ChecksumCRC32',
      'ChecksumCRC32C',
      'ChecksumCRC64NVME',
      'ChecksumSHA1',
      'ChecksumSHA256',
      'ChecksumType',
      'MpuObjectSize',
      'IfMatch',
      'IfNoneMatch',
    ],
    CopyObject: [
      ...S3_WRITE,
      'ChecksumAlgorithm',
      'IfMatch',
      'IfNoneMatch',
      'AnnotationDirective=COPY',
      ...S3_SOURCE_KEYS,
    ],
    CreateBucket: [
      'ACL=private',
      ...S3_GRANTS,
      'GrantWrite',
      'ObjectLockEnabledForBucket',
      'ObjectOwnership=BucketOwnerEnforced',
      'BucketNamespace=global',
    ],
    CreateMultipartUpload: [...S3_WRITE, 'ChecksumType'],
    DeleteObject: ['MFA', 'IfMatch', 'IfMatchLastModifiedTime', 'IfMatchSize'],
    DeleteObjects: [
      'MFA',
      'Delete.Objects[].ETag',
      'Delete.Objects[].LastModifiedTime',
      'Delete.Objects[].Size',
    ],
    GetObject: S3_KEYS,
    GetObjectAttributes: [...S3_KEYS, 'MaxParts', 'PartNumberMarker'],
    HeadObject: S3_KEYS,
    ListBuckets: ['BucketRegion'],
    ListObjectVersions: S3_LIST,
    ListObjects: S3_LIST,
    ListObjectsV2: [...S3_LIST, 'FetchOwner'],
    ListParts: S3_KEYS,
    PutBucketLifecycleConfiguration: ['TransitionDefaultMinimumObjectSize'],
    PutBucketVersioning: ['MFA', 'VersioningConfiguration.MFADelete=Disabled'],
    PutObject: [...S3_WRITE, ...S3_OTHER_CHECKSUMS, 'IfMatch', 'WriteOffsetBytes'],
    UploadPart: [...S3_KEYS, ...S3_OTHER_CHECKSUMS],
    UploadPartCopy: [...S3_KEYS, ...S3_SOURCE_KEYS],
  },
  secretsmanager: {
    CreateSecret: ['AddReplicaRegions', 'ForceOverwriteReplicaSecret', 'Type'],
    ListSecrets: ['SortOrder', 'SortBy'],
    PutSecretValue: ['RotationToken'],
    UpdateSecret: ['Type'],
  },
  sns: {
    ConfirmSubscription: ['AuthenticateOnUnsubscribe'],
    CreateTopic: ['DataProtectionPolicy'],
    Publish: ['MessageDeduplicationId', 'MessageGroupId'],
    PublishBatch: [
      'PublishBatchRequestEntries[].MessageDeduplicationId',
      'PublishBatchRequestEntries[].MessageGroupId',
    ],
  },
  sqs: {
    GetQueueUrl: ['QueueOwnerAWSAccountId'],
    ReceiveMessage: ['ReceiveRequestAttemptId'],
    SendMessage: ['MessageSystemAttributes', 'MessageDeduplicationId', 'MessageGroupId'],
    SendMessageBatch: [
      'Entries[].MessageSystemAttributes',
      'Entries[].MessageDeduplicationId',
      'Entries[].MessageGroupId',
    ],
  },
  ssm: {
    DescribeParameters: ['Filters', 'Shared'],
    GetParametersByPath: ['ParameterFilters'],
    PutParameter: ['Policies'],
  },
  sts: {
    AssumeRole: [
      'PolicyArns',
      'Policy',
      'Tags',
      'TransitiveTagKeys',
      'SerialNumber',
      'TokenCode',
      'SourceIdentity',
      'ProvidedContexts',
      'MinimumSessionTokenSize',
    ],
  },
};
