import type {
  CreateInstanceProfileResponse,
  CreateRoleResponse,
  GetRoleResponse,
} from '@aws-sdk/client-iam';
import { onlyKnown, required, tagList, text, type Provider } from '../provider';
import { exists, gone } from './storage';

const missing = gone('NoSuchEntityException');

export const role: Provider = {
  async create(m) {
    onlyKnown(m, [
      'RoleName',
      'AssumeRolePolicyDocument',
      'Policies',
      'ManagedPolicyArns',
      'PermissionsBoundary',
      'Path',
      'Description',
      'Tags',
    ]);
    const RoleName = text(m.props['RoleName']) ?? m.generatedName.slice(0, 64);
    const iam = (operation: string, input: object): Promise<unknown> =>
      m.ctx.invoke('iam', operation, { RoleName, ...input });
    const made = (await iam('CreateRole', {
      AssumeRolePolicyDocument: JSON.stringify(m.props['AssumeRolePolicyDocument']),
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
        PolicyDocument: JSON.stringify(p.PolicyDocument),
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
  async create(m) {
    onlyKnown(m, ['InstanceProfileName', 'Roles', 'Path']);
    const InstanceProfileName =
      text(m.props['InstanceProfileName']) ?? m.generatedName.slice(0, 128);
    const made = (await m.ctx
      .invoke('iam', 'CreateInstanceProfile', { InstanceProfileName, Path: text(m.props['Path']) })
      .catch(
        (error: unknown) =>
          exists(m.repeated, 'EntityAlreadyExistsException')(error) ??
          m.ctx.invoke('iam', 'GetInstanceProfile', { InstanceProfileName }),
      )) as CreateInstanceProfileResponse;
    required(m, 'Roles');
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
