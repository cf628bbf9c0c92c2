import type { CreateRepositoryOutput } from '@aws-sdk/client-codecommit';
import type { GetObjectOutput } from '@aws-sdk/client-s3';
import { urlSuffix } from '../../../core/partition';
import { AwsError } from '../../../wire/errors';
import {
  document,
  object,
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

interface WebsiteProperty {
  readonly IndexDocument?: string;
  readonly ErrorDocument?: string;
  readonly RedirectAllRequestsTo?: unknown;
  readonly RoutingRules?: readonly { RedirectRule?: unknown; RoutingRuleCondition?: unknown }[];
}

/** CloudFormation's form of a website as the API has it. */
const websiteOf = (p: WebsiteProperty): object => ({
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
    Status?: string;
    Prefix?: string;
    ExpirationInDays?: number;
    ExpirationDate?: string;
    ExpiredObjectDeleteMarker?: boolean;
    TagFilters?: unknown[];
    ObjectSizeGreaterThan?: number;
    ObjectSizeLessThan?: number;
    AbortIncompleteMultipartUpload?: unknown;
    Transitions?: { StorageClass: string; TransitionDate?: string; TransitionInDays?: number }[];
    NoncurrentVersionExpiration?: unknown;
    NoncurrentVersionTransitions?: {
      StorageClass: string;
      TransitionInDays: number;
      NewerNoncurrentVersions?: number;
    }[];
  }[];
}
type LifecycleRule = NonNullable<LifecycleProperty['Rules']>[number];

const date = (value: string | undefined): Date | undefined =>
  value === undefined ? undefined : new Date(value);

function expirationOf(r: LifecycleRule): object | undefined {
  const given = {
    Days: r.ExpirationInDays,
    Date: date(r.ExpirationDate),
    ExpiredObjectDeleteMarker: r.ExpiredObjectDeleteMarker,
  };
  return Object.values(given).some((v) => v !== undefined) ? given : undefined;
}

/** CloudFormation's form of a lifecycle as the API has it. */
const lifecycleOf = (p: LifecycleProperty): object => ({
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
    const put = (operation: string, input: object): Promise<unknown> =>
      m.ctx.invoke('s3', operation, { Bucket, ...input });
    await put('CreateBucket', {}).catch(exists(m.repeated, 'BucketAlreadyOwnedByYou'));
    const encryption = m.props['BucketEncryption'] as
      | {
          ServerSideEncryptionConfiguration?: {
            BucketKeyEnabled?: boolean;
            ServerSideEncryptionByDefault?: unknown;
          }[];
        }
      | undefined;
    if (encryption)
      await put('PutBucketEncryption', {
        ServerSideEncryptionConfiguration: {
          Rules: (encryption.ServerSideEncryptionConfiguration ?? []).map((r) => ({
            ApplyServerSideEncryptionByDefault: r.ServerSideEncryptionByDefault,
            BucketKeyEnabled: r.BucketKeyEnabled,
          })),
        },
      });
    if (m.props['PublicAccessBlockConfiguration'])
      await put('PutPublicAccessBlock', {
        PublicAccessBlockConfiguration: m.props['PublicAccessBlockConfiguration'],
      });
    if (m.props['OwnershipControls'])
      await put('PutBucketOwnershipControls', { OwnershipControls: m.props['OwnershipControls'] });
    if (m.props['VersioningConfiguration'])
      await put('PutBucketVersioning', {
        VersioningConfiguration: m.props['VersioningConfiguration'],
      });
    if (m.props['LifecycleConfiguration'])
      await put('PutBucketLifecycleConfiguration', {
        LifecycleConfiguration: lifecycleOf(m.props['LifecycleConfiguration'] as LifecycleProperty),
      });
    const site = m.props['WebsiteConfiguration'] as WebsiteProperty | undefined;
    if (site) await put('PutBucketWebsite', { WebsiteConfiguration: websiteOf(site) });
    // Without a website the bucket has no address here.
    const { Url } = site
      ? ((await put('StarboardWebsiteAddress', {})) as { Url: string })
      : { Url: undefined };
    await put('PutBucketTagging', { Tagging: { TagSet: tagList(m) } });
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
    await m.ctx.invoke('s3', 'DeleteBucket', { Bucket }).catch(gone('NoSuchBucket'));
  },
};

export const bucketPolicy: Provider = {
  properties: object({ Bucket: 'string', PolicyDocument: 'json' }, 'Bucket', 'PolicyDocument'),
  attributes: [],
  async create(m) {
    const Bucket = required(m, 'Bucket');
    await m.ctx.invoke('s3', 'PutBucketPolicy', {
      Bucket,
      Policy: document(m.props['PolicyDocument']),
    });
    return { physicalId: Bucket, attributes: {} };
  },
  async remove(Bucket, m) {
    await m.ctx.invoke('s3', 'DeleteBucketPolicy', { Bucket }).catch(gone('NoSuchBucket'));
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
    const made = (await ctx
      .invoke('codecommit', 'CreateRepository', {
        repositoryName,
        repositoryDescription: text(m.props['RepositoryDescription']),
        tags: tagMap(m),
      })
      .catch(
        (error: unknown) =>
          exists(m.repeated, 'RepositoryNameExistsException')(error) ??
          ctx.invoke('codecommit', 'GetRepository', { repositoryName }),
      )) as CreateRepositoryOutput;
    const code = m.props['Code'] as
      | { S3?: { Bucket: string; Key: string; ObjectVersion?: string }; BranchName?: string }
      | undefined;
    if (code?.S3) {
      try {
        const object = (await ctx.invoke('s3', 'GetObject', {
          Bucket: code.S3.Bucket,
          Key: code.S3.Key,
          VersionId: code.S3.ObjectVersion,
        })) as GetObjectOutput;
        const chunks: Buffer[] = [];
        for await (const chunk of object.Body as unknown as AsyncIterable<Buffer>)
          chunks.push(chunk);
        await ctx.invoke('codecommit', 'StarboardSeed', {
          repositoryName,
          branchName: code.BranchName ?? 'main',
          zip: Buffer.concat(chunks),
        });
      } catch (error) {
        // Nothing half-made is left: a create that fails has made nothing.
        if (!m.repeated) await ctx.invoke('codecommit', 'DeleteRepository', { repositoryName });
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
    await m.ctx.invoke('codecommit', 'DeleteRepository', {
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
    await m.ctx
      .invoke('logs', 'CreateLogGroup', { logGroupName, tags: tagMap(m) })
      .catch(exists(m.repeated, 'ResourceAlreadyExistsException'));
    if (m.props['RetentionInDays'] !== undefined)
      await m.ctx.invoke('logs', 'PutRetentionPolicy', {
        logGroupName,
        retentionInDays: m.props['RetentionInDays'],
      });
    return {
      physicalId: logGroupName,
      attributes: { Arn: `${m.ctx.arn('logs', `log-group:${logGroupName}`)}:*` },
    };
  },
  async remove(logGroupName, m) {
    await m.ctx
      .invoke('logs', 'DeleteLogGroup', { logGroupName })
      .catch(gone('ResourceNotFoundException'));
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
    await m.ctx.invoke('events', 'PutRule', {
      Name,
      Description: text(m.props['Description']),
      EventPattern:
        m.props['EventPattern'] === undefined ? undefined : document(m.props['EventPattern']),
      ScheduleExpression: text(m.props['ScheduleExpression']),
      State: text(m.props['State']) ?? 'ENABLED',
      RoleArn: text(m.props['RoleArn']),
      EventBusName: text(m.props['EventBusName']),
      Tags: m.props['Tags'],
    });
    const result = (await m.ctx.invoke('events', 'PutTargets', {
      Rule: Name,
      Targets: m.props['Targets'] ?? [],
    })) as { FailedEntries?: { ErrorMessage?: string }[] };
    const failed = result.FailedEntries?.[0];
    if (failed)
      throw new AwsError('ValidationException', failed.ErrorMessage ?? 'a target was refused');
    return { physicalId: Name, attributes: { Arn: m.ctx.arn('events', `rule/${Name}`) } };
  },
  async remove(Name, m) {
    const found = (await m.ctx
      .invoke('events', 'ListTargetsByRule', { Rule: Name })
      .catch(gone('ResourceNotFoundException'))) as { Targets?: { Id?: string }[] } | undefined;
    if (!found) return;
    await m.ctx.invoke('events', 'RemoveTargets', {
      Rule: Name,
      Ids: (found.Targets ?? []).map((t) => t.Id),
    });
    await m.ctx.invoke('events', 'DeleteRule', { Name });
  },
};
