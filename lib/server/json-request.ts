import 'server-only';
import { BodyError, parseBody } from './json-body';

const refuse = (status: number, message: string): Response =>
  Response.json({ kind: 'invalid', message }, { status, headers: { 'cache-control': 'no-store' } });

/**
 * A POST that reads: what it asks about is too large for an address. Changes are server actions
 * (lib/actions). The door has checked Host, Origin and the session; here the body must be JSON.
 */
export async function withJson(
  request: Request,
  work: (body: unknown) => Promise<Response>,
  maxBody: number,
): Promise<Response> {
  const site = request.headers.get('sec-fetch-site');
  if (request.headers.get('origin') === null || (site !== null && site !== 'same-origin'))
    return refuse(403, "Refused: this is asked from Starboard's own pages only.");
  if (!request.headers.get('content-type')?.startsWith('application/json'))
    return refuse(415, 'Refused: the request is sent as JSON.');
  const length = request.headers.get('content-length');
  if (length === null) return refuse(411, 'Refused: the request names its length.');
  if (Number(length) > maxBody) return refuse(413, 'Refused: the request is too large.');
  let body: unknown;
  try {
    body = parseBody(await request.text());
  } catch (error) {
    if (error instanceof BodyError) return refuse(400, `Refused: ${error.message}`);
    throw error;
  }
  return work(body);
}
