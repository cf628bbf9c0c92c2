export type Protocol = 'json1.0' | 'json1.1' | 'query' | 'ec2' | 'rest-xml' | 'rest-json';

export interface ServiceSpec {
  /** Our short name, also the folder under `services/`. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly signingName: string;
  readonly version: string;
  /** Prefix of `X-Amz-Target` for the JSON protocols. */
  readonly target: string;
  readonly xmlNamespace: string;
  readonly load: () => Promise<Record<string, unknown>>;
}

/** One line a service; a test compares each with what the package itself says. */
export const SERVICES: readonly ServiceSpec[] = [
  {
    name: 'sts',
    protocol: 'query',
    signingName: 'sts',
    version: '2011-06-15',
    target: 'AWSSecurityTokenServiceV20110615',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    load: () => import('@aws-sdk/client-sts'),
  },
  {
    name: 'iam',
    protocol: 'query',
    signingName: 'iam',
    version: '2010-05-08',
    target: 'AWSIdentityManagementV20100508',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    load: () => import('@aws-sdk/client-iam'),
  },
  {
    name: 'ssm',
    protocol: 'json1.1',
    signingName: 'ssm',
    version: '2014-11-06',
    target: 'AmazonSSM',
    xmlNamespace: 'http://ssm.amazonaws.com/doc/2014-11-06/',
    load: () => import('@aws-sdk/client-ssm'),
  },
  {
    name: 'secretsmanager',
    protocol: 'json1.1',
    signingName: 'secretsmanager',
    version: '2017-10-17',
    target: 'secretsmanager',
    xmlNamespace: '',
    load: () => import('@aws-sdk/client-secrets-manager'),
  },
  {
    name: 's3',
    protocol: 'rest-xml',
    signingName: 's3',
    version: '2006-03-01',
    target: 'AmazonS3',
    xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    load: () => import('@aws-sdk/client-s3'),
  },
  {
    name: 'codecommit',
    protocol: 'json1.1',
    signingName: 'codecommit',
    version: '2015-04-13',
    target: 'CodeCommit_20150413',
    xmlNamespace: 'http://codecommit.amazonaws.com/doc/2015-04-13',
    load: () => import('@aws-sdk/client-codecommit'),
  },
  {
    name: 'events',
    protocol: 'json1.1',
    signingName: 'events',
    version: '2015-10-07',
    target: 'AWSEvents',
    xmlNamespace: 'http://events.amazonaws.com/doc/2015-10-07',
    load: () => import('@aws-sdk/client-eventbridge'),
  },
  {
    name: 'logs',
    protocol: 'json1.1',
    signingName: 'logs',
    version: '2014-03-28',
    target: 'Logs_20140328',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2014-03-28/',
    load: () => import('@aws-sdk/client-cloudwatch-logs'),
  },
  {
    name: 'cloudwatch',
    protocol: 'json1.0',
    signingName: 'monitoring',
    version: '2010-08-01',
    target: 'GraniteServiceVersion20100801',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    load: () => import('@aws-sdk/client-cloudwatch'),
  },
  {
    name: 'codebuild',
    protocol: 'json1.1',
    signingName: 'codebuild',
    version: '2016-10-06',
    target: 'CodeBuild_20161006',
    xmlNamespace: '',
    load: () => import('@aws-sdk/client-codebuild'),
  },
  {
    name: 'ec2',
    protocol: 'ec2',
    signingName: 'ec2',
    version: '2016-11-15',
    target: 'AmazonEC2',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15',
    load: () => import('@aws-sdk/client-ec2'),
  },
  {
    name: 'codedeploy',
    protocol: 'json1.1',
    signingName: 'codedeploy',
    version: '2014-10-06',
    target: 'CodeDeploy_20141006',
    xmlNamespace: 'http://codedeploy.amazonaws.com/doc/2014-10-06/',
    load: () => import('@aws-sdk/client-codedeploy'),
  },
  {
    name: 'codepipeline',
    protocol: 'json1.1',
    signingName: 'codepipeline',
    version: '2015-07-09',
    target: 'CodePipeline_20150709',
    xmlNamespace: 'http://codepipeline.amazonaws.com/doc/2015-07-09/',
    load: () => import('@aws-sdk/client-codepipeline'),
  },
  {
    name: 'sns',
    protocol: 'query',
    signingName: 'sns',
    version: '2010-03-31',
    target: 'AmazonSimpleNotificationService',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    load: () => import('@aws-sdk/client-sns'),
  },
  {
    name: 'sqs',
    protocol: 'json1.0',
    signingName: 'sqs',
    version: '2012-11-05',
    target: 'AmazonSQS',
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    load: () => import('@aws-sdk/client-sqs'),
  },
  {
    name: 'codestar-connections',
    protocol: 'json1.0',
    signingName: 'codestar-connections',
    version: '2019-12-01',
    target: 'CodeStar_connections_20191201',
    xmlNamespace: '',
    load: () => import('@aws-sdk/client-codestar-connections'),
  },
  // The same service under its newer name: its own package is not to be had everywhere, and the shapes are the same (AWS-SEMANTICS 0).
  {
    name: 'codeconnections',
    protocol: 'json1.0',
    signingName: 'codeconnections',
    version: '2023-12-01',
    target: 'CodeConnections_20231201',
    xmlNamespace: '',
    load: () => import('@aws-sdk/client-codestar-connections'),
  },
  {
    name: 'cloudformation',
    protocol: 'query',
    signingName: 'cloudformation',
    version: '2010-05-15',
    target: 'CloudFormation',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    load: () => import('@aws-sdk/client-cloudformation'),
  },
  // Its package has no schemas: declared in our own tree, in the packages' format (docs/adr/0009).
  {
    name: 'codestar-notifications',
    protocol: 'rest-json',
    signingName: 'codestar-notifications',
    version: '2019-10-15',
    target: '',
    xmlNamespace: '',
    load: () => import('../../clients/codestar-notifications'),
  },
];
