import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { SecretReference } from '../core/build/journal';
import type { ClientContext } from '../runtime/context';
import type { Ctx } from '../ports/context';
import { grants } from '../shared/role-grants';
import { cacheObject, saveCacheObject } from '../services/codebuild/remote-cache';
import { ReferenceError, resolveReferences } from '../services/codebuild/references';
import { AwsError } from '../wire/errors';
import { readBody } from '../wire/request';
import type { SideRoute } from '../wire/server';

const PREFIX = '/_starboard/build/';
const MAX_BODY = 1024 * 1024;

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function secrets(as: Ctx, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { references } = JSON.parse((await readBody(request, MAX_BODY)).toString('utf8')) as {
    references: SecretReference[];
  };
  try {
    answer(response, 200, { values: await resolveReferences(as, references) });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    answer(response, 422, { code: error.code, message: error.message });
  }
}

async function cache(
  as: Ctx,
  buildId: string,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> {
  const key = query.get('key') ?? '';
  try {
    if (request.method === 'PUT') {
      await saveCacheObject(as, buildId, key, request);
      return answer(response, 200, {});
    }
    const found = await cacheObject(as, buildId, key, query.getAll('prefix'));
    if (!found) return answer(response, 404, {});
    response.writeHead(200, {
      'content-type': 'application/zip',
      'x-cache-key': encodeURIComponent(found.key),
    });
    await pipeline(found.body, response);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    answer(response, 422, { code: error.code, message: error.message });
  }
}

/**
 * What a build runner asks of the engine, with the token of its build: the values of its secrets, and its cache in S3. The
 * engine asks the services as the build's own client, so what its session may not read the build does not get here either. (`as`: the context of
 * who holds a token; a build without a role may read nothing.)
 */
export function buildDeskRoute(
  ctx: Ctx,
  as: (token: string) => ClientContext | undefined,
): SideRoute {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    if (!url.pathname.startsWith(PREFIX)) return false;
    const token = request.headers.authorization ?? '';
    const grant = ctx.store.get(grants, token);
    const client = as(token);
    const role = client && { ...client, call: client.clientCall };
    if (!grant?.buildId) answer(response, 403, { message: 'unknown token' });
    else if (!role)
      answer(response, 403, {
        message: 'the build has no service role, so it may read nothing: give its project one',
      });
    else if (url.pathname === `${PREFIX}secrets` && request.method === 'POST')
      await secrets(role, request, response);
    else if (url.pathname === `${PREFIX}cache`)
      await cache(role, grant.buildId, request, response, url.searchParams);
    else answer(response, 404, { message: 'no such desk' });
    return true;
  };
}
