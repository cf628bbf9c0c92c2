import type { Calling, Calls } from './calls';

const TOKEN = 'a'.repeat(32);
const aParameter = async (c: Calling, more: object = {}): Promise<string> => {
  await c.call('ssm:PutParameter', { Name: c.n, Value: '1', Type: 'SecureString', ...more });
  return c.n;
};
const twoParameters = (c: Calling): Promise<unknown> =>
  c.once('parameters', async () => {
    for (const name of ['/p/a', '/p/b', '/p/deep/c'])
      await c.call('ssm:PutParameter', { Name: name, Value: name, Type: 'SecureString' });
    await c.call('ssm:PutParameter', { Name: '/p/a', Value: 'two', Overwrite: true });
  });
const aSecret = async (c: Calling): Promise<string> =>
  (await c.call('secretsmanager:CreateSecret', { Name: c.n, SecretString: 'one' })).ARN as string;
const twoSecrets = (c: Calling): Promise<unknown> =>
  c.once('secrets', async () => {
    for (const Name of ['first', 'second', 'gone'])
      await c.call('secretsmanager:CreateSecret', { Name, SecretString: 'one' });
    for (const SecretString of ['two', 'three'])
      await c.call('secretsmanager:PutSecretValue', { SecretId: 'first', SecretString });
    await c.call('secretsmanager:DeleteSecret', { SecretId: 'gone' });
  });
const secretNow = async (c: Calling): Promise<unknown> => [
  await c.call('secretsmanager:DescribeSecret', { SecretId: c.n }),
  await c.call('secretsmanager:GetSecretValue', { SecretId: c.n }),
];
const DAY = 86_400_000;

/** Parameter Store and Secrets Manager. */
export const secrets: Calls = {
  'ssm:DescribeParameters': {
    input: async (c) => {
      await twoParameters(c);
      return {};
    },
    members: { ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['/none'] }] },
  },
  'ssm:GetParameter': {
    input: async (c) => ({ Name: await aParameter(c) }),
    members: { WithDecryption: true },
  },
  'ssm:GetParameterHistory': {
    input: async (c) => {
      await twoParameters(c);
      return { Name: '/p/a' };
    },
    members: { WithDecryption: true },
  },
  'ssm:GetParameters': {
    input: async (c) => ({ Names: [await aParameter(c)] }),
    members: { WithDecryption: true },
  },
  'ssm:GetParametersByPath': {
    input: async (c) => {
      await twoParameters(c);
      return { Path: '/p' };
    },
    members: { WithDecryption: true, Recursive: true },
  },
  'ssm:PutParameter': {
    input: (c) => ({ Name: c.n, Value: 'v', Type: 'SecureString' }),
    reads: async (c, _answer, { Overwrite }) => [
      await c
        .call('ssm:PutParameter', { Name: c.n, Value: 'again', Overwrite })
        .catch((e: Error) => e.name),
      await c.call('ssm:GetParameter', { Name: c.n }),
      await c.call('ssm:DescribeParameters', {
        ParameterFilters: [{ Key: 'Name', Values: [c.n] }],
      }),
      await c.call('ssm:ListTagsForResource', { ResourceType: 'Parameter', ResourceId: c.n }),
    ],
    members: {
      Overwrite: true,
      Description: 'd',
      Type: 'StringList',
      KeyId: 'alias/mine',
      AllowedPattern: '[0-9]+',
      Tier: 'Advanced',
      DataType: 'aws:ec2:image',
    },
  },
  'secretsmanager:CreateSecret': {
    input: (c) => ({ Name: c.n, SecretString: 'one' }),
    reads: async (c, answer) => [await secretNow(c), answer.VersionId === TOKEN],
    members: {
      ClientRequestToken: TOKEN,
      Description: 'd',
      KmsKeyId: 'alias/mine',
      SecretBinary: Buffer.from('b'),
      SecretString: 'two',
    },
  },
  'secretsmanager:DeleteSecret': {
    input: async (c) => ({ SecretId: await aSecret(c) }),
    reads: (_c, { DeletionDate }) => Math.round((DeletionDate.getTime() - Date.now()) / DAY),
    members: { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
  },
  'secretsmanager:GetSecretValue': {
    input: async (c) => {
      await twoSecrets(c);
      return { SecretId: 'first' };
    },
    members: { VersionId: 'b'.repeat(32), VersionStage: 'AWSPREVIOUS' },
  },
  'secretsmanager:ListSecretVersionIds': {
    input: async (c) => {
      await twoSecrets(c);
      return { SecretId: 'first' };
    },
    members: { IncludeDeprecated: true },
  },
  'secretsmanager:ListSecrets': {
    input: async (c) => {
      await twoSecrets(c);
      return {};
    },
    members: { IncludePlannedDeletion: true, Filters: [{ Key: 'name', Values: ['none'] }] },
  },
  'secretsmanager:PutSecretValue': {
    input: async (c) => ({ SecretId: await aSecret(c), SecretString: 'two' }),
    reads: async (c, answer) => [await secretNow(c), answer.VersionId === TOKEN],
    members: {
      ClientRequestToken: TOKEN,
      SecretBinary: Buffer.from('b'),
      SecretString: 'three',
      VersionStages: ['MINE'],
    },
  },
  'secretsmanager:UpdateSecret': {
    input: async (c) => ({ SecretId: await aSecret(c), SecretString: 'new' }),
    reads: async (c, answer) => [await secretNow(c), answer.VersionId === TOKEN],
    members: {
      ClientRequestToken: TOKEN,
      Description: 'd',
      KmsKeyId: 'alias/mine',
      SecretBinary: Buffer.from('b'),
      SecretString: 'two',
    },
  },
};
