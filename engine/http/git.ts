import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ClientContext } from '../runtime/context';
import type { Identity } from '../ports/context';
import { findRepository, pushed, repositoryDir } from '../services/codecommit/repositories';
import type { CredentialLookup } from '../wire/authenticate';
import type { SideRoute } from '../wire/server';
import { sameText } from '../shared/same-text';
import { AwsError } from '../wire/errors';
import { parseAmzDate, sha256, sign } from '../wire/sigv4';

const SKEW_MS = 15 * 60_000;

/**
 * Git's basic auth as CodeCommit takes it: the credential helper's signed password
 * (`TIMESTAMPZ` + hex over `GIT\n/v1/repos/NAME\n\nhost:HOST\n\nhost\n`, the timestamp without its Z in the
 * string to sign; AWS-SEMANTICS 4.1), or plain access key and secret key.
 */
export function gitIdentity(
  authorization: string | undefined,
  path: string,
  host: string,
  lookup: CredentialLookup,
  region: string,
  now: number,
): Identity | undefined {
  const basic = /^Basic\s+(\S.*)$/i.exec(authorization ?? '')?.[1];
  if (!basic) return undefined;
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const [accessKeyId = '', token] = text.slice(0, colon).split('%');
  const password = text.slice(colon + 1);
  const credential = lookup(accessKeyId);
  if (!credential || (credential.expiresAt !== undefined && credential.expiresAt <= now))
    return undefined;
  if (credential.sessionToken !== undefined && !sameText(credential.sessionToken, token ?? ''))
    return undefined;
  if (sameText(password, credential.secretAccessKey)) return credential.identity;
  const signed = /^(\d{8}T\d{6})Z([0-9a-f]{64})$/.exec(password);
  if (!signed?.[1] || !signed[2]) return undefined;
  if (!(Math.abs(parseAmzDate(signed[1]) - Date.now()) <= SKEW_MS)) return undefined;
  const scope = { date: signed[1].slice(0, 8), region, service: 'codecommit' };
  const canonical = `GIT\n${path}\n\nhost:${host.replace(/:\d+$/, '')}\n\nhost\n`;
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    signed[1],
    `${scope.date}/${region}/codecommit/aws4_request`,
    sha256(canonical),
  ].join('\n');
  return sameText(sign(credential.secretAccessKey, scope, stringToSign), signed[2])
    ? credential.identity
    : undefined;
}

function refuse(response: ServerResponse, status: number, text: string): true {
  response.writeHead(status, {
    'content-type': 'text/plain',
    ...(status === 401 ? { 'www-authenticate': 'Basic realm="CodeCommit"' } : {}),
  });
  response.end(`${text}\n`);
  return true;
}

function pktLine(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}

/** Git over HTTP: `/v1/repos/NAME/…`, by the real git's stateless services. */
export function gitRoute(
  lookup: CredentialLookup,
  context: (identity: Identity) => ClientContext,
): SideRoute {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const match =
      /^\/v1\/repos\/([\w.-]+)(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/.exec(
        url.pathname,
      );
    if (!match?.[1] || !match[2]) return false;
    const anonymous = context({ arn: '', userId: '', accessKeyId: '' });
    const identity = gitIdentity(
      request.headers.authorization,
      `/v1/repos/${match[1]}`,
      request.headers.host ?? '',
      lookup,
      anonymous.region,
      anonymous.clock.now(),
    );
    if (!identity)
      return refuse(
        response,
        401,
        'Sign in with the CodeCommit credential helper: git config credential.helper "!npx starboard git-credential"',
      );
    const ctx = context(identity);
    const repository = findRepository(ctx, match[1]);
    if (!repository) return refuse(response, 404, `repository ${match[1]} not found`);
    const dir = repositoryDir(ctx, repository);
    const protocol = request.headers['git-protocol'];
    const version =
      typeof protocol === 'string' && /^version=[012]$/.test(protocol) ? protocol : undefined;
    const name =
      match[2] === '/info/refs'
        ? url.searchParams.get('service')?.replace(/^git-/, '')
        : match[2].slice(5);
    if (name !== 'upload-pack' && name !== 'receive-pack')
      return refuse(
        response,
        403,
        'Only the smart HTTP protocol is served: use a git newer than 1.6.6.',
      );
    try {
      ctx.authorize('codecommit', name === 'receive-pack' ? 'GitPush' : 'GitPull', {
        repositoryName: repository.name,
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return refuse(response, 403, error.message);
    }
    response.setHeader('cache-control', 'no-cache');
    if (match[2] === '/info/refs') {
      response.writeHead(200, { 'content-type': `application/x-git-${name}-advertisement` });
      response.write(`${pktLine(`# service=git-${name}\n`)}0000`);
      await pipeline(ctx.git.advertise(dir, name, version), response);
      return true;
    }
    const body: Readable =
      request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
    response.writeHead(200, { 'content-type': `application/x-git-${name}-result` });
    if (name === 'receive-pack') {
      // The event is recorded before git hears that its push is done.
      await pushed(ctx, repository, () => ctx.git.rpc(dir, name, version, body, response));
    } else await ctx.git.rpc(dir, name, version, body, response);
    response.end();
    return true;
  };
}
