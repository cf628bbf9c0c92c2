import type * as IAM from '@aws-sdk/client-iam';
import type { Ctx, Handler } from '../../ports/context';
import { UPPER_ALNUM } from '../../core/alphabets';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { NAME, notFound, profiles, roleDto, roleOrThrow, type Profile } from './roles';

function profileOrThrow(ctx: Ctx, name: string): Profile {
  const profile = ctx.store.get(profiles, name);
  if (!profile) throw notFound('instance profile', name);
  return profile;
}

function dto(ctx: Ctx, p: Profile): IAM.InstanceProfile {
  return {
    InstanceProfileName: p.name,
    InstanceProfileId: p.id,
    Arn: p.arn,
    Path: p.path,
    CreateDate: new Date(p.createdAt),
    Roles: p.role ? [roleDto(roleOrThrow(ctx, p.role))] : [],
  };
}

export const createInstanceProfile: Handler<
  IAM.CreateInstanceProfileRequest,
  IAM.CreateInstanceProfileResponse
> = (input, ctx) => {
  checkPattern(input.InstanceProfileName, NAME, 'instanceProfileName', 'ValidationError');
  const name = input.InstanceProfileName;
  if (ctx.store.get(profiles, name))
    throw new AwsError('EntityAlreadyExistsException', `Instance Profile ${name} already exists.`, {
      status: 409,
    });
  const path = input.Path ?? '/';
  const profile: Profile = {
    name,
    id: `AIPA${ctx.ids.random(17, UPPER_ALNUM)}`,
    arn: `arn:${ctx.partition}:iam::${ctx.accountId}:instance-profile${path}${name}`,
    path,
    createdAt: ctx.clock.now(),
  };
  ctx.store.put(profiles, name, profile);
  return { InstanceProfile: dto(ctx, profile) };
};

export const getInstanceProfile: Handler<
  IAM.GetInstanceProfileRequest,
  IAM.GetInstanceProfileResponse
> = (input, ctx) => ({ InstanceProfile: dto(ctx, profileOrThrow(ctx, input.InstanceProfileName)) });

export const addRoleToInstanceProfile: Handler<IAM.AddRoleToInstanceProfileRequest, object> = (
  input,
  ctx,
) => {
  const profile = profileOrThrow(ctx, input.InstanceProfileName);
  roleOrThrow(ctx, input.RoleName);
  if (profile.role && profile.role !== input.RoleName)
    throw new AwsError(
      'LimitExceededException',
      'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
      { status: 409 },
    );
  ctx.store.put(profiles, profile.name, { ...profile, role: input.RoleName });
  return {};
};

export const removeRoleFromInstanceProfile: Handler<
  IAM.RemoveRoleFromInstanceProfileRequest,
  object
> = (input, ctx) => {
  const profile = profileOrThrow(ctx, input.InstanceProfileName);
  if (profile.role !== input.RoleName) throw notFound('role', input.RoleName);
  ctx.store.put(profiles, profile.name, { ...profile, role: undefined });
  return {};
};

export const deleteInstanceProfile: Handler<IAM.DeleteInstanceProfileRequest, object> = (
  input,
  ctx,
) => {
  const profile = profileOrThrow(ctx, input.InstanceProfileName);
  if (profile.role)
    throw new AwsError(
      'DeleteConflictException',
      'Cannot delete entity, must remove roles from instance profile first.',
      { status: 409 },
    );
  ctx.store.delete(profiles, profile.name);
  return {};
};
