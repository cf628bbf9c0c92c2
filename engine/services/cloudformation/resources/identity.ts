import type {
  CreateInstanceProfileResponse,
  CreateRoleResponse,
  GetRoleResponse,
} from '@aws-sdk/client-iam';
import { document, object, TAGS, tagList, text, type Provider } from '../provider';
import { exists, gone } from './storage';

const missing = gone('NoSuchEntityException');

export const role: Provider = {
  properties: object(
    {
      RoleName: 'string',
      AssumeRolePolicyDocument: 'json',
      Policies: [
        object({ PolicyName: 'string', PolicyDocument: 'json' }, 'PolicyName', 'PolicyDocument'),
      ],
      ManagedPolicyArns: ['string'],
      PermissionsBoundary: 'string',
      Path: 'string',
      Description: 'string',
      Tags: TAGS,
    },
    'AssumeRolePolicyDocument',
  ),
  attributes: ['Arn', 'RoleId'],
  async create(m) {
    const RoleName = text(m.props['RoleName']) ?? m.generatedName.slice(0, 64);
    const iam = (operation: string, input: object): Promise<unknown> =>
      m.ctx.invoke('iam', operation, { RoleName, ...input });
    const made = (await iam('CreateRole', {
      AssumeRolePolicyDocument: document(m.props['AssumeRolePolicyDocument']),
      Path: text(m.props['Path']),
      Description: text(m.props['Description']),
      PermissionsBoundary: text(m.props['PermissionsBoundary']),
      Tags: tagList(m),
    }).catch(
      (error: unknown) =>
        exists(m.repeated, 'EntityAlreadyExistsException')(error) ?? iam('GetRole', {}),
    )) as CreateRoleResponse | GetRoleResponse;
    for (const p of (m.props['Policies'] as
      { PolicyName: string; PolicyDocument: unknown }[] | undefined) ?? [])
      await iam('PutRolePolicy', {
        PolicyName: p.PolicyName,
        PolicyDocument: document(p.PolicyDocument),
      });
    for (const PolicyArn of (m.props['ManagedPolicyArns'] as string[] | undefined) ?? [])
      await iam('AttachRolePolicy', { PolicyArn });
    return {
      physicalId: RoleName,
      attributes: { Arn: made.Role?.Arn ?? '', RoleId: made.Role?.RoleId ?? '' },
    };
  },
  async remove(RoleName, m) {
    const iam = (operation: string, input: object): Promise<unknown> =>
      m.ctx.invoke('iam', operation, { RoleName, ...input });
    const listed = (await iam('ListRolePolicies', {}).catch(missing)) as
      { PolicyNames?: string[] } | undefined;
    if (!listed) return;
    for (const PolicyName of listed.PolicyNames ?? [])
      await iam('DeleteRolePolicy', { PolicyName });
    const attached = (await iam('ListAttachedRolePolicies', {})) as {
      AttachedPolicies?: { PolicyArn?: string }[];
    };
    for (const { PolicyArn } of attached.AttachedPolicies ?? [])
      await iam('DetachRolePolicy', { PolicyArn });
    await iam('DeleteRole', {});
  },
};

export const instanceProfile: Provider = {
  properties: object({ InstanceProfileName: 'string', Roles: ['string'], Path: 'string' }, 'Roles'),
  attributes: ['Arn'],
  async create(m) {
    const InstanceProfileName =
      text(m.props['InstanceProfileName']) ?? m.generatedName.slice(0, 128);
    const made = (await m.ctx
      .invoke('iam', 'CreateInstanceProfile', { InstanceProfileName, Path: text(m.props['Path']) })
      .catch(
        (error: unknown) =>
          exists(m.repeated, 'EntityAlreadyExistsException')(error) ??
          m.ctx.invoke('iam', 'GetInstanceProfile', { InstanceProfileName }),
      )) as CreateInstanceProfileResponse;
    for (const RoleName of m.props['Roles'] as string[])
      await m.ctx.invoke('iam', 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
    return {
      physicalId: InstanceProfileName,
      attributes: { Arn: made.InstanceProfile?.Arn ?? '' },
    };
  },
  async remove(InstanceProfileName, m) {
    const found = (await m.ctx
      .invoke('iam', 'GetInstanceProfile', { InstanceProfileName })
      .catch(missing)) as CreateInstanceProfileResponse | undefined;
    if (!found) return;
    for (const { RoleName } of found.InstanceProfile?.Roles ?? [])
      await m.ctx.invoke('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName });
    await m.ctx.invoke('iam', 'DeleteInstanceProfile', { InstanceProfileName });
  },
};
