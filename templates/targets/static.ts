import {
  action,
  capital,
  delivery,
  documentOf,
  shared,
  tagsOf,
  type Deployment,
  type Resources,
  type TargetOptions,
} from './common';
import { att, ref, sub, type Document } from './intrinsics';

const bucketOf = (env: string): string => `${capital(env)}Site`;

/** One environment: a bucket that is a website. It is public through its policy alone, and only from AllowedCidr. */
function environment(o: TargetOptions, env: string): Resources {
  const id = bucketOf(env);
  return {
    [id]: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        WebsiteConfiguration: { IndexDocument: 'index.html', ErrorDocument: 'error.html' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: false,
          RestrictPublicBuckets: false,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        Tags: tagsOf(o.name, { 'starboard:environment': env }),
      },
    },
    [`${id}Policy`]: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref(id),
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Visitors',
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: sub(`\${${id}.Arn}/*`),
              Condition: { IpAddress: { 'aws:SourceIp': ref('AllowedCidr') } },
            },
          ],
        },
      },
    },
  };
}

function deployment(o: TargetOptions): Deployment {
  return {
    // A page is asked for anew at every visit, so a release is seen at once; what did not change costs a 304.
    action: (env) =>
      action(
        'Deploy',
        'Deploy',
        'S3',
        { BucketName: ref(bucketOf(env)), Extract: 'true', CacheControl: 'no-cache' },
        { InputArtifacts: [{ Name: 'Build' }] },
      ),
    after: o.environments.map((env) => `${bucketOf(env)}Policy`),
    statements: [
      {
        actions: ['s3:PutObject'],
        resources: o.environments.map((env) => sub(`\${${bucketOf(env)}.Arn}/*`)),
      },
    ],
  };
}

/** The target `static`: every environment a website in S3, each release the files of one build. */
export function staticSite(o: TargetOptions): Document {
  return documentOf(o, {
    resources: {
      ...shared(o),
      ...(Object.assign({}, ...o.environments.map((env) => environment(o, env))) as Resources),
      ...delivery(o, deployment(o)),
    },
    url: (env) => att(bucketOf(env), 'WebsiteURL'),
  });
}
