import { own } from '../../core/own';
import { parseJson } from '../../../common/bounded-parse';
import { page } from '../../core/paging';
import type * as IAM from '@aws-sdk/client-iam';
import type { Ctx, Handler } from '../../ports/context';
import { UPPER_ALNUM } from '../../core/alphabets';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';

export interface Role {
  readonly roleName: string;
  readonly roleId: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: number;
  readonly trust: string;
  readonly description?: string | undefined;
  readonly boundary?: string | undefined;
  readonly policies: Readonly<Record<string, string>>;
  readonly attached: readonly string[];
  readonly tags: readonly IAM.Tag[];
}

export const roles = kind<Role>('iam.role');
export const NAME = /^[\w+=,.@-]{1,128}$/;

export function notFound(what: string, name: string): AwsError {
  return new AwsError('NoSuchEntityException', `The ${what} with name ${name} cannot be found.`, {
    status: 404,
  });
}

export function roleOrThrow(ctx: Ctx, name: string): Role {
  const role = ctx.store.get(roles, name);
  if (!role) throw notFound('role', name);
  return role;
}

export function roleDto(role: Role): IAM.Role {
  return {
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    Path: role.path,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    Description: role.description,
    Tags: [...role.tags],
    MaxSessionDuration: 3600,
    PermissionsBoundary: role.boundary
      ? {
          PermissionsBoundaryArn: role.boundary,
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
        }
      : undefined,
  };
}

function checkJson(text: string, what: string): void {
  try {
    parseJson(text);
  } catch (cause) {
    throw new AwsError('MalformedPolicyDocumentException', `${what} is not valid JSON.`, {
      status: 400,
      cause,
    });
  }
}

export const createRole: Handler<IAM.CreateRoleRequest, IAM.CreateRoleResponse> = (input, ctx) => {
  checkPattern(input.RoleName, /^[\w+=,.@-]{1,64}$/, 'roleName', 'ValidationError');
  checkJson(input.AssumeRolePolicyDocument, 'The trust policy');
  if (ctx.store.get(roles, input.RoleName))
    throw new AwsError(
      'EntityAlreadyExistsException',
      `Role with name ${input.RoleName} already exists.`,
      { status: 409 },
    );
  const path = input.Path ?? '/';
  const role: Role = {
    roleName: input.RoleName,
    roleId: `AROA${ctx.ids.random(17, UPPER_ALNUM)}`,
    path,
    arn: `arn:${ctx.partition}:iam::${ctx.accountId}:role${path}${input.RoleName}`,
    createdAt: ctx.clock.now(),
    trust: input.AssumeRolePolicyDocument,
    description: input.Description,
    boundary: input.PermissionsBoundary,
    policies: {},
    attached: [],
    tags: input.Tags ?? [],
  };
  ctx.store.put(roles, role.roleName, role);
  return { Role: roleDto(role) };
};

export const getRole: Handler<IAM.GetRoleRequest, IAM.GetRoleResponse> = (input, ctx) => ({
  Role: roleDto(roleOrThrow(ctx, input.RoleName)),
});

const MAX_ITEMS = 100;

/** A page as IAM's lists have it. */
export function listed<T>(
  all: readonly T[],
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): { items: T[]; IsTruncated: boolean; Marker: string | undefined } {
  const { items, nextToken } = page(all, input.MaxItems ?? MAX_ITEMS, input.Marker);
  return { items, IsTruncated: nextToken !== undefined, Marker: nextToken };
}

export const listRoles: Handler<IAM.ListRolesRequest, IAM.ListRolesResponse> = (input, ctx) => {
  const found = ctx.store.list(roles).filter((r) => r.path.startsWith(input.PathPrefix ?? '/'));
  const { items, ...rest } = listed(found, input);
  return { Roles: items.map(roleDto), ...rest };
};

export const deleteRole: Handler<IAM.DeleteRoleRequest, object> = (input, ctx) => {
  const role = roleOrThrow(ctx, input.RoleName);
  const conflict = (what: string): AwsError =>
    new AwsError('DeleteConflictException', `Cannot delete entity, must ${what} first.`, {
      status: 409,
    });
  if (Object.keys(role.policies).length) throw conflict('delete policies');
  if (role.attached.length) throw conflict('detach all policies');
  if (ctx.store.list(profiles).some((p) => p.role === role.roleName))
    throw conflict('remove roles from instance profile');
  ctx.store.delete(roles, role.roleName);
  return {};
};

function update(ctx: Ctx, name: string, change: (role: Role) => Partial<Role>): object {
  ctx.store.transaction(() => {
    const role = roleOrThrow(ctx, name);
    ctx.store.put(roles, name, { ...role, ...change(role) });
  });
  return {};
}

export const putRolePolicy: Handler<IAM.PutRolePolicyRequest, object> = (input, ctx) => {
  checkPattern(input.PolicyName, NAME, 'policyName', 'ValidationError');
  checkJson(input.PolicyDocument, 'The policy');
  return update(ctx, input.RoleName, (role) => ({
    policies: { ...role.policies, [input.PolicyName]: input.PolicyDocument },
  }));
};

export const getRolePolicy: Handler<IAM.GetRolePolicyRequest, IAM.GetRolePolicyResponse> = (
  input,
  ctx,
) => {
  const document = own(roleOrThrow(ctx, input.RoleName).policies, input.PolicyName);
  if (document === undefined) throw notFound('role policy', input.PolicyName);
  return {
    RoleName: input.RoleName,
    PolicyName: input.PolicyName,
    PolicyDocument: encodeURIComponent(document),
  };
};

export const listRolePolicies: Handler<
  IAM.ListRolePoliciesRequest,
  IAM.ListRolePoliciesResponse
> = (input, ctx) => {
  const names = Object.keys(roleOrThrow(ctx, input.RoleName).policies);
  const { items, ...rest } = listed(names, input);
  return { PolicyNames: items, ...rest };
};

export const deleteRolePolicy: Handler<IAM.DeleteRolePolicyRequest, object> = (input, ctx) =>
  update(ctx, input.RoleName, (role) => {
    if (own(role.policies, input.PolicyName) === undefined)
      throw notFound('role policy', input.PolicyName);
    return {
      policies: Object.fromEntries(
        Object.entries(role.policies).filter(([name]) => name !== input.PolicyName),
      ),
    };
  });

export const attachRolePolicy: Handler<IAM.AttachRolePolicyRequest, object> = (input, ctx) =>
  update(ctx, input.RoleName, (role) => ({
    attached: [...new Set([...role.attached, input.PolicyArn])],
  }));

export const detachRolePolicy: Handler<IAM.DetachRolePolicyRequest, object> = (input, ctx) =>
  update(ctx, input.RoleName, (role) => ({
    attached: role.attached.filter((a) => a !== input.PolicyArn),
  }));

export const listAttachedRolePolicies: Handler<
  IAM.ListAttachedRolePoliciesRequest,
  IAM.ListAttachedRolePoliciesResponse
> = (input, ctx) => {
  const { items, ...rest } = listed(roleOrThrow(ctx, input.RoleName).attached, input);
  return {
    AttachedPolicies: items.map((arn) => ({
      PolicyArn: arn,
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    })),
    ...rest,
  };
};

export interface Profile {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: number;
  readonly role?: string | undefined;
}

export const profiles = kind<Profile>('iam.instance-profile');
