import { kind } from './store';

/** A sandbox's right to a role's credentials, by its secret token; deleted when the sandbox ends. */
export interface RoleGrant { readonly token: string; readonly roleArn: string; readonly sessionName: string }

export const grants = kind<RoleGrant>('sandbox.grant');
