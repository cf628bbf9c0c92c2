import type { Ctx, Identity, Sandbox } from '../ports/context';
import { grants, type RoleGrant } from '../shared/role-grants';
import { mintSession } from '../services/sts/sessions';
import type { SideRoute } from '../wire/server';

const roleName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const sandboxOf = (grant: RoleGrant): Sandbox | undefined => {
  if (grant.isFunction) return undefined;
  return grant.buildId === undefined
    ? { kind: 'instance', id: grant.sessionName }
    : { kind: 'build', id: grant.buildId };
};

/** The guard of sessions knows older ones of builds and instances by theirs. */
const roleIdOf = (grant: RoleGrant): string =>
  grant.isFunction ? 'AROALOCALFUNCTION000' : 'AROALOCALSANDBOX0000';

/** Whom the services see when a sandbox's own token asks for something. */
export function sandboxIdentity(ctx: Ctx, token: string): Identity | undefined {
  const grant = ctx.store.get(grants, token);
  if (!grant?.roleArn) return undefined;
  const role = roleName(grant.roleArn);
  return {
    arn: `arn:${ctx.partition}:sts::${ctx.accountId}:assumed-role/${role}/${grant.sessionName}`,
    userId: `${roleIdOf(grant)}:${grant.sessionName}`,
    accessKeyId: 'sandbox',
    roleName: role,
    sandbox: sandboxOf(grant),
  };
}

/**
 * What AWS's container and instance credential providers ask for: expiring credentials of the role, for
 * whoever holds the sandbox's token (`AWS_CONTAINER_CREDENTIALS_FULL_URI`, `AWS_CONTAINER_AUTHORIZATION_TOKEN`).
 */
export function roleCredentialsRoute(ctx: Ctx): SideRoute {
  return (request, response) => {
    if (request.url !== '/_starboard/role-credentials') return Promise.resolve(false);
    const grant = ctx.store.get(grants, request.headers.authorization ?? '');
    response.writeHead(grant?.roleArn ? 200 : 403, { 'content-type': 'application/json' });
    if (!grant?.roleArn) response.end('{"message":"unknown token"}');
    else {
      const session = mintSession(
        ctx,
        { arn: grant.roleArn, roleName: roleName(grant.roleArn), roleId: roleIdOf(grant) },
        grant.sessionName,
        3600,
        sandboxOf(grant),
      );
      response.end(
        JSON.stringify({
          AccessKeyId: session.accessKeyId,
          SecretAccessKey: session.secretAccessKey,
          Token: session.sessionToken,
          Expiration: new Date(session.expiresAt).toISOString(),
        }),
      );
    }
    return Promise.resolve(true);
  };
}
