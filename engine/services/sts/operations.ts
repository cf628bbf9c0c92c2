import type { Operations } from '../../ports/context';
import { assumeRole } from './assume-role';
import { getCallerIdentity } from './get-caller-identity';

export const operations = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
} satisfies Operations;
