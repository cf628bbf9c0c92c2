import type { Ctx } from './ports/context';
import { grants } from './ports/role-grants';
import { mintSession } from './services/sts/sessions';
import type { SideRoute } from './wire/server';

/**
 * What AWS's container and instance credential providers ask for: expiring credentials of the role, for
 * whoever holds the sandbox's token (`AWS_CONTAINER_CREDENTIALS_FULL_URI`, `AWS_CONTAINER_AUTHORIZATION_TOKEN`).
 */
export function roleCredentialsRoute(ctx: Ctx): SideRoute {
  return (request, response) => {
    if (request.url !== '/_starboard/role-credentials') return Promise.resolve(false);
    const grant = ctx.store.get(grants, request.headers.authorization ?? '');
    response.writeHead(grant ? 200 : 403, { 'content-type': 'application/json' });
    if (!grant) response.end('{"message":"unknown token"}');
    else {
      const roleName = grant.roleArn.slice(grant.roleArn.lastIndexOf('/') + 1);
      const session = mintSession(ctx, { arn: grant.roleArn, roleName, roleId: 'AROALOCALSANDBOX0000' }, grant.sessionName, 3600);
      response.end(JSON.stringify({ AccessKeyId: session.accessKeyId, SecretAccessKey: session.secretAccessKey, Token: session.sessionToken, Expiration: new Date(session.expiresAt).toISOString() }));
    }
    return Promise.resolve(true);
  };
}
