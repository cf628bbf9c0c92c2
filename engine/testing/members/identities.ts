import type { Calling, Calls } from './calls';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'codepipeline.amazonaws.com', AWS: '*' },
      Action: 'sts:AssumeRole',
    },
  ],
});
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::one/*' }],
});

/** A role's ARN; two policies are in it, and two attached. */
export const aRole = (c: Calling): Promise<string> =>
  c.once('role', async () => {
    const RoleName = 'members';
    const { Role } = await c.call('iam:CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: TRUST,
    });
    for (const PolicyName of ['a', 'b'])
      await c.call('iam:PutRolePolicy', { RoleName, PolicyName, PolicyDocument: POLICY });
    for (const name of ['ReadOnlyAccess', 'AWSCodeBuildReadOnlyAccess'])
      await c.call('iam:AttachRolePolicy', {
        RoleName,
        PolicyArn: `arn:aws:iam::aws:policy/${name}`,
      });
    await c.call('iam:CreateRole', { RoleName: 'another', AssumeRolePolicyDocument: TRUST });
    return Role.Arn as string;
  });

const theRole = async (c: Calling): Promise<object> => {
  await aRole(c);
  return { RoleName: 'members' };
};

/** IAM and STS. */
export const identities: Calls = {
  'sts:AssumeRole': {
    input: async (c) => ({ RoleArn: await aRole(c), RoleSessionName: 'one' }),
    reads: (_c, { Credentials }) =>
      Math.round((Credentials.Expiration.getTime() - Date.now()) / 100_000),
    members: { DurationSeconds: 1800 },
  },
  'iam:CreateInstanceProfile': {
    input: ({ n }) => ({ InstanceProfileName: n }),
    members: { Path: '/x/' },
  },
  'iam:CreateRole': {
    input: ({ n }) => ({ RoleName: n, AssumeRolePolicyDocument: TRUST }),
    reads: (c) => c.call('iam:GetRole', { RoleName: c.n }),
    members: {
      Path: '/x/',
      Description: 'd',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    },
  },
  'iam:ListAttachedRolePolicies': { input: theRole },
  'iam:ListRolePolicies': { input: theRole },
  'iam:ListRoles': { input: theRole, members: { PathPrefix: '/none/' } },
  'iam:SimulatePrincipalPolicy': {
    input: async (c) => {
      await aRole(c);
      await c.call('iam:PutRolePolicy', {
        RoleName: 'another',
        PolicyName: 'a',
        PolicyDocument: POLICY,
      });
      return {
        PolicySourceArn: 'arn:aws:iam::000000000000:role/another',
        ActionNames: ['s3:GetObject', 's3:PutObject'],
      };
    },
    members: {
      ResourceArns: ['arn:aws:s3:::one/a'],
      PolicyInputList: [POLICY.replace('arn:aws:s3:::one/*', '*')],
    },
  },
};
