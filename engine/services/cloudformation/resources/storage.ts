import { buffer } from 'node:stream/consumers';
import type { RuleState, Tag, Target } from '@aws-sdk/client-eventbridge';
import type {
  BucketLifecycleConfiguration,
  ExpirationStatus,
  LifecycleRule,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  RoutingRule,
  ServerSideEncryptionByDefault,
  Tag as S3Tag,
  TransitionStorageClass,
  VersioningConfiguration,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import { urlSuffix } from '../../../core/partition';
import { AwsError } from '../../../wire/errors';
import {
  document,
  object,
  property,
  required,
  TAGS,
  tagList,
  tagMap,
  text,
  type Provider,
} from '../provider';

export const gone =
  (...codes: string[]) =>
  (error: unknown): void => {
    if (!(error instanceof AwsError && codes.includes(error.code))) throw error;
  };
export const exists =
  (repeated: boolean, ...codes: string[]) =>
  (error: unknown): undefined => {
    if (!(repeated && error instanceof AwsError && codes.includes(error.code))) throw error;
    return undefined;
  };

interface EncryptionProperty {
  readonly ServerSideEncryptionConfiguration?: readonly {
    BucketKeyEnabled?: boolean;
    ServerSideEncryptionByDefault?: ServerSideEncryptionByDefault;
  }[];
}

interface WebsiteProperty {
  readonly IndexDocument?: string;
  readonly ErrorDocument?: string;
  readonly RedirectAllRequestsTo?: WebsiteConfiguration['RedirectAllRequestsTo'];
  readonly RoutingRules?: readonly {
    RedirectRule?: RoutingRule['Redirect'];
    RoutingRuleCondition?: RoutingRule['Condition'];
  }[];
}

/** CloudFormation's form of a website as the API has it. */
const websiteOf = (p: WebsiteProperty): WebsiteConfiguration => ({
  IndexDocument: p.IndexDocument === undefined ? undefined : { Suffix: p.IndexDocument },
  ErrorDocument: p.ErrorDocument === undefined ? undefined : { Key: p.ErrorDocument },
  RedirectAllRequestsTo: p.RedirectAllRequestsTo,
  RoutingRules: p.RoutingRules?.map((r) => ({
    Redirect: r.RedirectRule,
    Condition: r.RoutingRuleCondition,
  })),
});

interface LifecycleProperty {
  readonly Rules?: readonly {
    Id?: string;
    Status?: ExpirationStatus;
    Prefix?: string;
    ExpirationInDays?: number;
    ExpirationDate?: string;
    ExpiredObjectDeleteMarker?: boolean;
    TagFilters?: S3Tag[];
    ObjectSizeGreaterThan?: number;
    ObjectSizeLessThan?: number;
    AbortIncompleteMultipartUpload?: LifecycleRule['AbortIncompleteMultipartUpload'];
    Transitions?: {
      StorageClass: TransitionStorageClass;
      TransitionDate?: string;
      TransitionInDays?: number;
    }[];
    NoncurrentVersionExpiration?: LifecycleRule['NoncurrentVersionExpiration'];
    NoncurrentVersionTransitions?: {
      StorageClass: TransitionStorageClass;
      TransitionInDays: number;
      NewerNoncurrentVersions?: number;
    }[];
  }[];
}
type RuleProperty = NonNullable<LifecycleProperty['Rules']>[number];

const date = (value: string | undefined): Date | undefined =>
  value === undefined ? undefined : new Date(value);

function expirationOf(r: RuleProperty): LifecycleRule['Expiration'] {
  const given = {
    Days: r.ExpirationInDays,
    Date: date(r.ExpirationDate),
    ExpiredObjectDeleteMarker: r.ExpiredObjectDeleteMarker,
  };
  return Object.values(given).some((v) => v !== undefined) ? given : undefined;
}

/** CloudFormation's form of a lifecycle as the API has it. */
const lifecycleOf = (p: LifecycleProperty): BucketLifecycleConfiguration => ({
  Rules: (p.Rules ?? []).map((r) => ({
    ID: r.Id,
    Status: r.Status,
    Filter: {
      And: {
        Prefix: r.Prefix ?? '',
        Tags: r.TagFilters,
        ObjectSizeGreaterThan: r.ObjectSizeGreaterThan,
        ObjectSizeLessThan: r.ObjectSizeLessThan,
      },
    },
    AbortIncompleteMultipartUpload: r.AbortIncompleteMultipartUpload,
    Expiration: expirationOf(r),
    Transitions: r.Transitions?.map((t) => ({
      StorageClass: t.StorageClass,
      Days: t.TransitionInDays,
      Date: date(t.TransitionDate),
    })),
    NoncurrentVersionExpiration: r.NoncurrentVersionExpiration,
    NoncurrentVersionTransitions: r.NoncurrentVersionTransitions?.map((t) => ({
      StorageClass: t.StorageClass,
      NoncurrentDays: t.TransitionInDays,
      NewerNoncurrentVersions: t.NewerNoncurrentVersions,
    })),
  })),
});

const LIFECYCLE = object(
  {
    Rules: [
      object(
        {
          Id: 'string',
          Status: 'string',
          Prefix: 'string',
          ExpirationInDays: 'integer',
          ExpirationDate: 'string',
          ExpiredObjectDeleteMarker: 'boolean',
          TagFilters: [object({ Key: 'string', Value: 'string' }, 'Key', 'Value')],
          ObjectSizeGreaterThan: 'integer',
          ObjectSizeLessThan: 'integer',
          AbortIncompleteMultipartUpload: object(
            { DaysAfterInitiation: 'integer' },
            'DaysAfterInitiation',
          ),
          Transitions: [
            object(
              { StorageClass: 'string', TransitionDate: 'string', TransitionInDays: 'integer' },
              'StorageClass',
            ),
          ],
          NoncurrentVersionExpiration: object(
            { NoncurrentDays: 'integer', NewerNoncurrentVersions: 'integer' },
            'NoncurrentDays',
          ),
          NoncurrentVersionTransitions: [
            object(
              {
                StorageClass: 'string',
                TransitionInDays: 'integer',
                NewerNoncurrentVersions: 'integer',
              },
              'StorageClass',
              'TransitionInDays',
            ),
          ],
        },
        'Status',
      ),
    ],
  },
  'Rules',
);

export const bucket: Provider = {
  properties: object({
    BucketName: 'string',
    BucketEncryption: object(
      {
        ServerSideEncryptionConfiguration: [
          object({
            BucketKeyEnabled: 'boolean',
            ServerSideEncryptionByDefault: object(
              { SSEAlgorithm: 'string', KMSMasterKeyID: 'string' },
              'SSEAlgorithm',
            ),
          }),
        ],
      },
      'ServerSideEncryptionConfiguration',
    ),
    PublicAccessBlockConfiguration: object({
      BlockPublicAcls: 'boolean',
      BlockPublicPolicy: 'boolean',
      IgnorePublicAcls: 'boolean',
      RestrictPublicBuckets: 'boolean',
    }),
    VersioningConfiguration: object({ Status: 'string' }, 'Status'),
    LifecycleConfiguration: LIFECYCLE,
    OwnershipControls: object({ Rules: [object({ ObjectOwnership: 'string' })] }, 'Rules'),
    WebsiteConfiguration: object({
      IndexDocument: 'string',
      ErrorDocument: 'string',
      RedirectAllRequestsTo: object({ HostName: 'string', Protocol: 'string' }, 'HostName'),
      RoutingRules: [
        object(
          {
            RedirectRule: object({
              HostName: 'string',
              HttpRedirectCode: 'string',
              Protocol: 'string',
              ReplaceKeyPrefixWith: 'string',
              ReplaceKeyWith: 'string',
            }),
            RoutingRuleCondition: object({
              HttpErrorCodeReturnedEquals: 'string',
              KeyPrefixEquals: 'string',
            }),
          },
          'RedirectRule',
        ),
      ],
    }),
    Tags: TAGS,
  }),
  attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName'],
  attributesOf: { WebsiteConfiguration: ['WebsiteURL'] },
  async create(m) {
    const Bucket = text(m.props['BucketName']) ?? m.generatedName.toLowerCase().slice(0, 63);
    const { s3 } = m.ctx.call;
    await s3.createBucket({ Bucket }).catch(exists(m.repeated, 'BucketAlreadyOwnedByYou'));
    const encryption = property<EncryptionProperty>(m, 'BucketEncryption');
    if (encryption)
      await s3.putBucketEncryption({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: (encryption.ServerSideEncryptionConfiguration ?? []).map((r) => ({
            ApplyServerSideEncryptionByDefault: r.ServerSideEncryptionByDefault,
            BucketKeyEnabled: r.BucketKeyEnabled,
          })),
        },
      });
    const publicAccess = property<PublicAccessBlockConfiguration>(
      m,
      'PublicAccessBlockConfiguration',
    );
    if (publicAccess)
      await s3.putPublicAccessBlock({
        Bucket,
        PublicAccessBlockConfiguration: publicAccess,
      });
    const ownership = property<OwnershipControls>(m, 'OwnershipControls');
    if (ownership)
      await s3.putBucketOwnershipControls({
        Bucket,
        OwnershipControls: ownership,
      });
    const versioning = property<VersioningConfiguration>(m, 'VersioningConfiguration');
    if (versioning)
      await s3.putBucketVersioning({
        Bucket,
        VersioningConfiguration: versioning,
      });
    const lifecycle = property<LifecycleProperty>(m, 'LifecycleConfiguration');
    if (lifecycle)
      await s3.putBucketLifecycleConfiguration({
        Bucket,
        LifecycleConfiguration: lifecycleOf(lifecycle),
      });
    const site = property<WebsiteProperty>(m, 'WebsiteConfiguration');
    if (site) await s3.putBucketWebsite({ Bucket, WebsiteConfiguration: websiteOf(site) });
    // Without a website the bucket has no address here.
    const { Url } = site ? await m.ctx.internal.s3.websiteAddress({ Bucket }) : { Url: undefined };
    await s3.putBucketTagging({ Bucket, Tagging: { TagSet: tagList(m) } });
    const { region } = m.ctx;
    const suffix = urlSuffix(m.ctx.partition);
    return {
      physicalId: Bucket,
      attributes: {
        Arn: `arn:${m.ctx.partition}:s3:::${Bucket}`,
        DomainName: `${Bucket}.s3.${suffix}`,
        DualStackDomainName: `${Bucket}.s3.dualstack.${region}.${suffix}`,
        RegionalDomainName: `${Bucket}.s3.${region}.${suffix}`,
        ...(Url === undefined ? {} : { WebsiteURL: Url }),
      },
    };
  },
  async remove(Bucket, m) {
    await m.ctx.call.s3.deleteBucket({ Bucket }).catch(gone('NoSuchBucket'));
  },
};

export const bucketPolicy: Provider = {
  properties: object({ Bucket: 'string', PolicyDocument: 'json' }, 'Bucket', 'PolicyDocument'),
  attributes: [],
  async create(m) {
    const Bucket = required(m, 'Bucket');
    await m.ctx.call.s3.putBucketPolicy({
      Bucket,
      Policy: document(m.props['PolicyDocument']),
    });
    return { physicalId: Bucket, attributes: {} };
  },
  async remove(Bucket, m) {
    await m.ctx.call.s3.deleteBucketPolicy({ Bucket }).catch(gone('NoSuchBucket'));
  },
};

export const repository: Provider = {
  properties: object(
    {
      RepositoryName: 'string',
      RepositoryDescription: 'string',
      Code: object(
        {
          S3: object({ Bucket: 'string', Key: 'string', ObjectVersion: 'string' }, 'Bucket', 'Key'),
          BranchName: 'string',
        },
        'S3',
      ),
      Tags: TAGS,
    },
    'RepositoryName',
  ),
  attributes: ['Arn', 'CloneUrlHttp', 'Id', 'Name'],
  async create(m) {
    const repositoryName = required(m, 'RepositoryName');
    const { ctx } = m;
    const made = await ctx.call.codecommit
      .createRepository({
        repositoryName,
        repositoryDescription: text(m.props['RepositoryDescription']),
        tags: tagMap(m),
      })
      .catch(
        (error: unknown) =>
          exists(m.repeated, 'RepositoryNameExistsException')(error) ??
          ctx.call.codecommit.getRepository({ repositoryName }),
      );
    const code = m.props['Code'] as
      | { S3?: { Bucket: string; Key: string; ObjectVersion?: string }; BranchName?: string }
      | undefined;
    if (code?.S3) {
      try {
        const object = await ctx.call.s3.getObject({
          Bucket: code.S3.Bucket,
          Key: code.S3.Key,
          VersionId: code.S3.ObjectVersion,
        });
        await ctx.internal.codecommit.seed({
          repositoryName,
          branchName: code.BranchName ?? 'main',
          zip: await buffer(object.Body),
        });
      } catch (error) {
        // Nothing half-made is left: a create that fails has made nothing.
        if (!m.repeated) await ctx.call.codecommit.deleteRepository({ repositoryName });
        throw error;
      }
    }
    return {
      physicalId: made.repositoryMetadata?.repositoryId ?? '',
      attributes: {
        Arn: made.repositoryMetadata?.Arn ?? '',
        Name: repositoryName,
        CloneUrlHttp: made.repositoryMetadata?.cloneUrlHttp ?? '',
        Id: made.repositoryMetadata?.repositoryId ?? '',
      },
    };
  },
  async remove(_id, m) {
    await m.ctx.call.codecommit.deleteRepository({
      repositoryName: required(m, 'RepositoryName'),
    });
  },
};

export const logGroup: Provider = {
  properties: object({
    LogGroupName: 'string',
    LogGroupClass: { only: 'STANDARD' },
    RetentionInDays: 'integer',
    Tags: TAGS,
  }),
  attributes: ['Arn'],
  async create(m) {
    const logGroupName = text(m.props['LogGroupName']) ?? m.generatedName;
    await m.ctx.call.logs
      .createLogGroup({ logGroupName, tags: tagMap(m) })
      .catch(exists(m.repeated, 'ResourceAlreadyExistsException'));
    const retentionInDays = property<number>(m, 'RetentionInDays');
    if (retentionInDays !== undefined)
      await m.ctx.call.logs.putRetentionPolicy({ logGroupName, retentionInDays });
    return {
      physicalId: logGroupName,
      attributes: { Arn: `${m.ctx.arn('logs', `log-group:${logGroupName}`)}:*` },
    };
  },
  async remove(logGroupName, m) {
    await m.ctx.call.logs.deleteLogGroup({ logGroupName }).catch(gone('ResourceNotFoundException'));
  },
};

export const rule: Provider = {
  properties: object({
    Name: 'string',
    Description: 'string',
    EventPattern: 'json',
    ScheduleExpression: 'string',
    State: 'string',
    Targets: [
      object(
        {
          Id: 'string',
          Arn: 'string',
          RoleArn: 'string',
          Input: 'string',
          InputPath: 'string',
          InputTransformer: object(
            { InputPathsMap: { mapOf: 'string' }, InputTemplate: 'string' },
            'InputTemplate',
          ),
          DeadLetterConfig: object({ Arn: 'string' }),
        },
        'Id',
        'Arn',
      ),
    ],
    RoleArn: 'string',
    EventBusName: 'string',
    Tags: TAGS,
  }),
  attributes: ['Arn'],
  async create(m) {
    const Name = text(m.props['Name']) ?? m.generatedName.slice(0, 64);
    await m.ctx.call.events.putRule({
      Name,
      Description: text(m.props['Description']),
      EventPattern:
        m.props['EventPattern'] === undefined ? undefined : document(m.props['EventPattern']),
      ScheduleExpression: text(m.props['ScheduleExpression']),
      State: text<RuleState>(m.props['State']) ?? 'ENABLED',
      RoleArn: text(m.props['RoleArn']),
      EventBusName: text(m.props['EventBusName']),
      Tags: property<Tag[]>(m, 'Tags'),
    });
    const result = await m.ctx.call.events.putTargets({
      Rule: Name,
      Targets: property<Target[]>(m, 'Targets') ?? [],
    });
    const failed = result.FailedEntries?.[0];
    if (failed)
      throw new AwsError('ValidationException', failed.ErrorMessage ?? 'a target was refused');
    return { physicalId: Name, attributes: { Arn: m.ctx.arn('events', `rule/${Name}`) } };
  },
  async remove(Name, m) {
    const found = await m.ctx.call.events
      .listTargetsByRule({ Rule: Name })
      .catch(gone('ResourceNotFoundException'));
    if (!found) return;
    await m.ctx.call.events.removeTargets({
      Rule: Name,
      Ids: (found.Targets ?? []).map((t) => t.Id ?? ''),
    });
    await m.ctx.call.events.deleteRule({ Name });
  },
};
