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
    const { iam } = m.ctx.call;
    const made = await iam
      .createRole({
        RoleName,
        AssumeRolePolicyDocument: document(m.props['AssumeRolePolicyDocument']),
        Path: text(m.props['Path']),
        Description: text(m.props['Description']),
        PermissionsBoundary: text(m.props['PermissionsBoundary']),
        Tags: tagList(m),
      })
      .catch(
        (error: unknown) =>
          exists(m.repeated, 'EntityAlreadyExistsException')(error) ?? iam.getRole({ RoleName }),
      );
    for (const p of (m.props['Policies'] as
      { PolicyName: string; PolicyDocument: unknown }[] | undefined) ?? [])
      await iam.putRolePolicy({
        RoleName,
        PolicyName: p.PolicyName,
        PolicyDocument: document(p.PolicyDocument),
      });
    for (const PolicyArn of (m.props['ManagedPolicyArns'] as string[] | undefined) ?? [])
      await iam.attachRolePolicy({ RoleName, PolicyArn });
    return {
      physicalId: RoleName,
      attributes: { Arn: made.Role?.Arn ?? '', RoleId: made.Role?.RoleId ?? '' },
    };
  },
  async remove(RoleName, m) {
    const { iam } = m.ctx.call;
    const listed = await iam.listRolePolicies({ RoleName }).catch(missing);
    if (!listed) return;
    for (const PolicyName of listed.PolicyNames ?? [])
      await iam.deleteRolePolicy({ RoleName, PolicyName });
    const attached = await iam.listAttachedRolePolicies({ RoleName });
    for (const { PolicyArn } of attached.AttachedPolicies ?? [])
      await iam.detachRolePolicy({ RoleName, PolicyArn });
    await iam.deleteRole({ RoleName });
  },
};

export const instanceProfile: Provider = {
  properties: object({ InstanceProfileName: 'string', Roles: ['string'], Path: 'string' }, 'Roles'),
  attributes: ['Arn'],
  async create(m) {
    const InstanceProfileName =
      text(m.props['InstanceProfileName']) ?? m.generatedName.slice(0, 128);
    const made = await m.ctx.call.iam
      .createInstanceProfile({ InstanceProfileName, Path: text(m.props['Path']) })
      .catch(
        (error: unknown) =>
          exists(m.repeated, 'EntityAlreadyExistsException')(error) ??
          m.ctx.call.iam.getInstanceProfile({ InstanceProfileName }),
      );
    for (const RoleName of m.props['Roles'] as string[])
      await m.ctx.call.iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName });
    return {
      physicalId: InstanceProfileName,
      attributes: { Arn: made.InstanceProfile?.Arn ?? '' },
    };
  },
  async remove(InstanceProfileName, m) {
    const found = await m.ctx.call.iam.getInstanceProfile({ InstanceProfileName }).catch(missing);
    if (!found) return;
    for (const { RoleName } of found.InstanceProfile?.Roles ?? [])
      await m.ctx.call.iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName });
    await m.ctx.call.iam.deleteInstanceProfile({ InstanceProfileName });
  },
};
