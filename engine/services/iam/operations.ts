import type { Operations } from '../../ports/context';
import * as p from './instance-profiles';
import * as r from './roles';
import { simulatePrincipalPolicy } from './simulate';

export const operations = {
  AddRoleToInstanceProfile: p.addRoleToInstanceProfile,
  AttachRolePolicy: r.attachRolePolicy,
  CreateInstanceProfile: p.createInstanceProfile,
  CreateRole: r.createRole,
  DeleteInstanceProfile: p.deleteInstanceProfile,
  DeleteRole: r.deleteRole,
  DeleteRolePolicy: r.deleteRolePolicy,
  DetachRolePolicy: r.detachRolePolicy,
  GetInstanceProfile: p.getInstanceProfile,
  GetRole: r.getRole,
  GetRolePolicy: r.getRolePolicy,
  ListAttachedRolePolicies: r.listAttachedRolePolicies,
  ListRolePolicies: r.listRolePolicies,
  ListRoles: r.listRoles,
  PutRolePolicy: r.putRolePolicy,
  RemoveRoleFromInstanceProfile: p.removeRoleFromInstanceProfile,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
} satisfies Operations;
