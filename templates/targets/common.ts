import {
  arn,
  att,
  iff,
  ref,
  role,
  sub,
  type Document,
  type Parameter,
  type Resource,
  type Statement,
  type Value,
} from './intrinsics';
import type { RuntimeId } from './runtimes';

export interface TargetOptions {
  readonly name: string;
  /** In the order in which a release travels. */
  readonly environments: readonly string[];
  /** Those that a person approves first. */
  readonly approve: readonly string[];
  /** What an instance needs, as it is tagged; a static site needs nothing. */
  readonly runtime?: RuntimeId | undefined;
  /** What the buildspec's reports section names: groups that the stack makes, and removes with their reports. */
  readonly reports?: readonly ReportGroup[] | undefined;
}

/** A report group as a buildspec names it. */
export interface ReportGroup {
  readonly name: string;
  readonly type: 'TEST' | 'CODE_COVERAGE';
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export type Resources = Record<string, Resource>;

export const tagsOf = (name: string, extra: Readonly<Record<string, string>> = {}): Value =>
  Object.entries({ 'starboard:project': name, ...extra }).map(([Key, Value]) => ({ Key, Value }));
export const bucketObjects = sub('${ArtifactBucket.Arn}/*');

/**
 * The report groups of the buildspec, by the names that builds give them, PROJECT-NAME (CodeBuild user guide, "Report
 * group naming"): a build takes one that is there, so the stack owns it and takes it along when it goes.
 */
const reportGroups = (o: TargetOptions): Resources =>
  Object.fromEntries(
    (o.reports ?? []).map(({ name, type }, i) => [
      `ReportGroup${i + 1}`,
      {
        Type: 'AWS::CodeBuild::ReportGroup',
        Properties: {
          Name: `${o.name}-${name}`,
          Type: type,
          ExportConfig: { ExportConfigType: 'NO_EXPORT' },
          DeleteReports: true,
          Tags: tagsOf(o.name),
        },
      },
    ]),
  );

/** Everything that all environments share. */
export function shared(o: TargetOptions): Resources {
  const tags = tagsOf(o.name);
  return {
    Repository: {
      Type: 'AWS::CodeCommit::Repository',
      Condition: 'OwnRepository',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        RepositoryName: o.name,
        RepositoryDescription: `Source of ${o.name}`,
        Code: {
          S3: { Bucket: ref('SeedBucket'), Key: ref('SeedKey') },
          BranchName: ref('BranchName'),
        },
        Tags: tags,
      },
    },
    ArtifactBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        Tags: tags,
      },
    },
    ArtifactBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref('ArtifactBucket'),
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [att('ArtifactBucket', 'Arn'), bucketObjects],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    BuildLogs: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/aws/codebuild/${o.name}`, RetentionInDays: 30, Tags: tags },
    },
    BuildRole: role(
      'codebuild',
      'build',
      [
        {
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [att('BuildLogs', 'Arn')],
        },
        {
          actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
          resources: [bucketObjects],
        },
        // A group that a later buildspec names is made on first use, named PROJECT-NAME (CodeBuild user guide, test report permissions).
        {
          actions: [
            'codebuild:CreateReportGroup',
            'codebuild:CreateReport',
            'codebuild:UpdateReport',
            'codebuild:BatchPutTestCases',
            'codebuild:BatchPutCodeCoverages',
          ],
          resources: [arn(`codebuild:\${AWS::Region}:\${AWS::AccountId}:report-group/${o.name}-*`)],
        },
      ],
      tags,
    ),
    ...reportGroups(o),
    Build: {
      Type: 'AWS::CodeBuild::Project',
      Properties: {
        Name: o.name,
        ServiceRole: att('BuildRole', 'Arn'),
        Source: { Type: 'CODEPIPELINE' },
        Artifacts: { Type: 'CODEPIPELINE' },
        TimeoutInMinutes: 30,
        Environment: {
          Type: 'LINUX_CONTAINER',
          ComputeType: 'BUILD_GENERAL1_SMALL',
          Image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
        },
        // Folders named in the buildspec's cache section, kept on the build's host while it is warm.
        Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] },
        LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: ref('BuildLogs') } },
        Tags: tags,
      },
    },
  };
}

/** An action as CodePipeline declares it. */
export const action = (
  name: string,
  category: string,
  provider: string,
  configuration: Readonly<Record<string, Value>>,
  more: Readonly<Record<string, Value>>,
): Value => ({
  Name: name,
  ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' },
  Configuration: configuration,
  ...more,
});

/** How a target deploys: the action for an environment, what the pipeline's role must be allowed for it, and what must stand first. */
export interface Deployment {
  readonly action: (env: string) => Value;
  readonly statements: readonly Statement[];
  readonly after: readonly string[];
}

/** The project's own repository, or one behind a connection (GitHub and the like): which, a parameter decides. */
function source(): Value {
  const more = { OutputArtifacts: [{ Name: 'Source' }], Namespace: 'SourceVariables' };
  return iff(
    'OwnRepository',
    action(
      'Source',
      'Source',
      'CodeCommit',
      {
        RepositoryName: att('Repository', 'Name'),
        BranchName: ref('BranchName'),
        PollForSourceChanges: 'false',
      },
      more,
    ),
    action(
      'Source',
      'Source',
      'CodeStarSourceConnection',
      {
        ConnectionArn: ref('ConnectionArn'),
        FullRepositoryId: ref('RepositoryId'),
        BranchName: ref('BranchName'),
        DetectChanges: 'true',
      },
      more,
    ),
  );
}

function stages(o: TargetOptions, deployment: Deployment): Value {
  return [
    { Name: 'Source', Actions: [source()] },
    {
      Name: 'Build',
      Actions: [
        action(
          'Build',
          'Build',
          'CodeBuild',
          { ProjectName: ref('Build') },
          { InputArtifacts: [{ Name: 'Source' }], OutputArtifacts: [{ Name: 'Build' }] },
        ),
      ],
    },
    ...o.environments.flatMap((env): Value[] => [
      ...(o.approve.includes(env)
        ? [
            {
              Name: `Approve${capital(env)}`,
              Actions: [
                action(
                  'Approve',
                  'Approval',
                  'Manual',
                  { CustomData: `Release #{SourceVariables.CommitId} to ${env}?` },
                  {},
                ),
              ],
            },
          ]
        : []),
      { Name: capital(env), Actions: [deployment.action(env)] },
    ]),
  ];
}

/** The pipeline after all that it deploys to, and the rule after the pipeline: a new project has exactly one execution. */
export function delivery(o: TargetOptions, deployment: Deployment): Resources {
  const tags = tagsOf(o.name);
  const pipelineArn = arn(`codepipeline:\${AWS::Region}:\${AWS::AccountId}:${o.name}`);
  return {
    PipelineRole: role(
      'codepipeline',
      'pipeline',
      [
        {
          when: 'OwnRepository',
          then: {
            actions: [
              'codecommit:GetBranch',
              'codecommit:GetCommit',
              'codecommit:GetRepository',
              'codecommit:UploadArchive',
              'codecommit:GetUploadArchiveStatus',
              'codecommit:CancelUploadArchive',
            ],
            resources: [att('Repository', 'Arn')],
          },
          // Both names of the service: a connection made under the older one keeps its ARN.
          otherwise: {
            actions: ['codestar-connections:UseConnection', 'codeconnections:UseConnection'],
            resources: [ref('ConnectionArn')],
          },
        },
        {
          actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
          resources: [bucketObjects],
        },
        {
          actions: ['s3:GetBucketVersioning', 's3:GetBucketLocation'],
          resources: [att('ArtifactBucket', 'Arn')],
        },
        {
          actions: ['codebuild:StartBuild', 'codebuild:BatchGetBuilds', 'codebuild:StopBuild'],
          resources: [att('Build', 'Arn')],
        },
        ...deployment.statements,
      ],
      tags,
    ),
    Pipeline: {
      Type: 'AWS::CodePipeline::Pipeline',
      DependsOn: ['ArtifactBucketPolicy', ...deployment.after],
      Properties: {
        Name: o.name,
        PipelineType: 'V2',
        ExecutionMode: 'SUPERSEDED',
        RoleArn: att('PipelineRole', 'Arn'),
        ArtifactStore: { Type: 'S3', Location: ref('ArtifactBucket') },
        Stages: stages(o, deployment),
        Tags: tags,
      },
    },
    // A connection tells the pipeline itself; only the project's own repository needs a rule.
    TriggerRole: {
      ...role(
        'events',
        'trigger',
        [{ actions: ['codepipeline:StartPipelineExecution'], resources: [pipelineArn] }],
        tags,
      ),
      Condition: 'OwnRepository',
    },
    Trigger: {
      Type: 'AWS::Events::Rule',
      Condition: 'OwnRepository',
      DependsOn: ['Pipeline'],
      Properties: {
        Description: `Starts ${o.name} when its branch moves`,
        EventPattern: {
          source: ['aws.codecommit'],
          'detail-type': ['CodeCommit Repository State Change'],
          resources: [att('Repository', 'Arn')],
          detail: {
            event: ['referenceCreated', 'referenceUpdated'],
            referenceType: ['branch'],
            referenceName: [ref('BranchName')],
          },
        },
        Targets: [{ Id: 'pipeline', Arn: pipelineArn, RoleArn: att('TriggerRole', 'Arn') }],
      },
    },
  };
}

/** Parameters of every target. */
const PARAMETERS: Readonly<Record<string, Parameter>> = {
  AllowedCidr: {
    Type: 'String',
    AllowedPattern: '\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}',
    Description: 'Who may reach the application, as a CIDR block',
  },
  BranchName: {
    Type: 'String',
    Default: 'main',
    AllowedPattern: '[A-Za-z0-9._/-]{1,256}',
    Description: 'The branch that is released',
  },
  ConnectionArn: {
    Type: 'String',
    Default: '',
    AllowedPattern:
      '(arn:[a-z-]+:code(star-)?connections:[a-z0-9-]+:\\d{12}:connection/[0-9a-f-]{36})?',
    Description:
      'A connection to GitHub or another git host whose repository is released; empty for a repository of its own',
  },
  RepositoryId: {
    Type: 'String',
    Default: '',
    AllowedPattern: '([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+)?',
    Description: 'The repository behind the connection, as owner/name',
  },
  SeedBucket: { Type: 'String', Description: 'Bucket of the first commit' },
  SeedKey: { Type: 'String', Description: 'Zip of the first commit' },
  PermissionsBoundary: {
    Type: 'String',
    Default: '',
    Description: 'ARN of a policy that bounds every role, or nothing',
  },
};

/** A target's document out of its parts. `url` is an environment's address. */
export function documentOf(
  o: TargetOptions,
  parts: {
    readonly parameters?: Readonly<Record<string, Parameter>>;
    readonly conditions?: Readonly<Record<string, Value>>;
    readonly resources: Resources;
    readonly url: (env: string) => Value;
  },
): Document {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `${o.name}: repository, build, ${o.environments.join(', ')} and the pipeline between them`,
    Parameters: { ...parts.parameters, ...PARAMETERS },
    Conditions: {
      ...parts.conditions,
      HasBoundary: { 'Fn::Not': [{ 'Fn::Equals': [ref('PermissionsBoundary'), ''] }] },
      OwnRepository: { 'Fn::Equals': [ref('ConnectionArn'), ''] },
    },
    Resources: parts.resources,
    Outputs: {
      ...Object.fromEntries(
        o.environments.map((env) => [
          `${capital(env)}Url`,
          { Description: `Where ${env} answers`, Value: parts.url(env) },
        ]),
      ),
      CloneUrl: {
        Description: 'The repository',
        Condition: 'OwnRepository',
        Value: att('Repository', 'CloneUrlHttp'),
      },
    },
  };
}
