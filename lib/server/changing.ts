import 'server-only';
import { BodyError, parseBody } from './json-body';

const MAX_BODY = 64 * 1024;

const refuse = (status: number, message: string): Response =>
  Response.json({ kind: 'invalid', message }, { status, headers: { 'cache-control': 'no-store' } });

/**
 * The door of every route that changes something. The server before Next has checked Host, Origin and the session; here
 * a request must also say that it is JSON from this very site, which no form and no other site can.
 */
export async function changing(
  request: Request,
  work: (body: unknown) => Promise<Response>,
  maxBody = MAX_BODY,
): Promise<Response> {
  const site = request.headers.get('sec-fetch-site');
  if (request.headers.get('origin') === null || (site !== null && site !== 'same-origin'))
    return refuse(403, "Refused: changes are made from Starboard's own pages only.");
  if (!request.headers.get('content-type')?.startsWith('application/json'))
    return refuse(415, 'Refused: a change is sent as JSON.');
  const length = request.headers.get('content-length');
  if (length === null) return refuse(411, 'Refused: a change names its length.');
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
