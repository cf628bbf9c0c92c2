import { kind } from './kind';

/** A sandbox's right to a role's credentials, by its secret token; deleted when the sandbox ends. */
export interface RoleGrant {
  readonly token: string;
  /** Undefined: the sandbox has no role, and gets no credentials. */
  readonly roleArn: string | undefined;
  readonly sessionName: string;
  /** The build that holds it. */
  readonly buildId?: string | undefined;
  /** A stack's function holds it: it may what its account's owner lets a stack make. */
  readonly isFunction?: boolean | undefined;
}

export const grants = kind<RoleGrant>('sandbox.grant');
