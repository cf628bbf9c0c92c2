import type { CreateRepositoryOutput } from '@aws-sdk/client-codecommit';
import type { GetObjectOutput } from '@aws-sdk/client-s3';
import { urlSuffix } from '../../../core/partition';
import { AwsError } from '../../../wire/errors';
import { onlyKnown, required, tagList, tagMap, text, type Provider } from '../provider';

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
    ExpirationInDays?: number | string;
    ExpirationDate?: string;
    TagFilters?: unknown[];
    ObjectSizeGreaterThan?: number | string;
    ObjectSizeLessThan?: number | string;
    AbortIncompleteMultipartUpload?: unknown;
  }[];
}

const numeric = (value: number | string | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

/** CloudFormation's form of a lifecycle as the API has it. Transitions and noncurrent versions are left out: the engine has one storage class. */
const lifecycleOf = (p: LifecycleProperty): object => ({
  Rules: (p.Rules ?? []).map((r) => ({
    ID: r.Id,
    Status: r.Status ?? 'Enabled',
    Filter: {
      And: {
        Prefix: r.Prefix ?? '',
        Tags: r.TagFilters,
        ObjectSizeGreaterThan: numeric(r.ObjectSizeGreaterThan),
        ObjectSizeLessThan: numeric(r.ObjectSizeLessThan),
      },
    },
    AbortIncompleteMultipartUpload: r.AbortIncompleteMultipartUpload,
    Expiration:
      r.ExpirationInDays === undefined && r.ExpirationDate === undefined
        ? undefined
        : {
            Days: numeric(r.ExpirationInDays),
            Date: r.ExpirationDate === undefined ? undefined : new Date(r.ExpirationDate),
          },
  })),
});

export const bucket: Provider = {
  async create(m) {
    onlyKnown(m, [
      'BucketName',
      'BucketEncryption',
      'PublicAccessBlockConfiguration',
      'VersioningConfiguration',
      'LifecycleConfiguration',
      'OwnershipControls',
      'WebsiteConfiguration',
      'Tags',
    ]);
    const Bucket = text(m.props['BucketName']) ?? m.generatedName.toLowerCase().slice(0, 63);
    const put = (operation: string, input: object): Promise<unknown> =>
      m.ctx.invoke('s3', operation, { Bucket, ...input });
    await put('CreateBucket', {}).catch(exists(m.repeated, 'BucketAlreadyOwnedByYou'));
    const encryption = m.props['BucketEncryption'] as
      | { ServerSideEncryptionConfiguration?: { ServerSideEncryptionByDefault?: unknown }[] }
      | undefined;
    if (encryption)
      await put('PutBucketEncryption', {
        ServerSideEncryptionConfiguration: {
          Rules: (encryption.ServerSideEncryptionConfiguration ?? []).map((r) => ({
            ApplyServerSideEncryptionByDefault: r.ServerSideEncryptionByDefault,
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
    const { Url: WebsiteURL } = site
      ? ((await put('StarboardWebsiteAddress', {})) as { Url: string })
      : { Url: '' };
    await put('PutBucketTagging', { Tagging: { TagSet: tagList(m) } });
    return {
      physicalId: Bucket,
      attributes: {
        Arn: `arn:${m.ctx.partition}:s3:::${Bucket}`,
        DomainName: `${Bucket}.s3.${urlSuffix(m.ctx.partition)}`,
        WebsiteURL,
      },
    };
  },
  async remove(Bucket, m) {
    await m.ctx.invoke('s3', 'DeleteBucket', { Bucket }).catch(gone('NoSuchBucket'));
  },
};

export const bucketPolicy: Provider = {
  async create(m) {
    onlyKnown(m, ['Bucket', 'PolicyDocument']);
    const Bucket = required(m, 'Bucket');
    await m.ctx.invoke('s3', 'PutBucketPolicy', {
      Bucket,
      Policy: JSON.stringify(m.props['PolicyDocument']),
    });
    return { physicalId: Bucket, attributes: {} };
  },
  async remove(Bucket, m) {
    await m.ctx.invoke('s3', 'DeleteBucketPolicy', { Bucket }).catch(gone('NoSuchBucket'));
  },
};

export const repository: Provider = {
  async create(m) {
    onlyKnown(m, ['RepositoryName', 'RepositoryDescription', 'Code', 'Tags']);
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
      { S3?: { Bucket: string; Key: string }; BranchName?: string } | undefined;
    if (code?.S3) {
      try {
        const object = (await ctx.invoke('s3', 'GetObject', {
          Bucket: code.S3.Bucket,
          Key: code.S3.Key,
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
        CloneUrlSsh: '',
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
  async create(m) {
    onlyKnown(m, ['LogGroupName', 'RetentionInDays', 'Tags']);
    const logGroupName = text(m.props['LogGroupName']) ?? m.generatedName;
    await m.ctx
      .invoke('logs', 'CreateLogGroup', { logGroupName, tags: tagMap(m) })
      .catch(exists(m.repeated, 'ResourceAlreadyExistsException'));
    if (m.props['RetentionInDays'] !== undefined)
      await m.ctx.invoke('logs', 'PutRetentionPolicy', {
        logGroupName,
        retentionInDays: Number(m.props['RetentionInDays']),
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
  async create(m) {
    onlyKnown(m, [
      'Name',
      'Description',
      'EventPattern',
      'ScheduleExpression',
      'State',
      'Targets',
      'RoleArn',
      'EventBusName',
    ]);
    const Name = text(m.props['Name']) ?? m.generatedName.slice(0, 64);
    await m.ctx.invoke('events', 'PutRule', {
      Name,
      Description: text(m.props['Description']),
      EventPattern:
        m.props['EventPattern'] === undefined ? undefined : JSON.stringify(m.props['EventPattern']),
      ScheduleExpression: text(m.props['ScheduleExpression']),
      State: text(m.props['State']) ?? 'ENABLED',
      RoleArn: text(m.props['RoleArn']),
      EventBusName: text(m.props['EventBusName']),
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
