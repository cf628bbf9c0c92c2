import type { IncomingMessage, ServerResponse } from 'node:http';
import ipaddr from 'ipaddr.js';
import { atPath } from '../core/events/input';
import { readDelivery, type Headers } from '../core/webhooks/deliveries';
import type { Ctx } from '../ports/context';
import { sameText } from '../shared/same-text';
import { trigger } from '../services/codepipeline/start';
import { webhooks, type Webhook } from '../services/codepipeline/webhooks';
import { connections, SECRET_TAG, tagValue, type Connection } from '../services/connections/store';
import { lookNow } from '../services/connections/watch';
import { readBody } from '../wire/request';
import { expectedSignature } from './webhook-signature';
import type { SideRoute } from '../wire/server';

/** GitHub sends 25 MB at most; what says which branch moved is far less. */
const MAX_BODY = 25 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly message: string;
}
const answer = (status: number, message: string): Answer => ({ status, message });

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function verified(provider: string, headers: Headers, secret: string, body: Buffer): boolean {
  const pair = expectedSignature(provider, headers, secret, body);
  return pair !== undefined && sameText(pair.sent, pair.wanted);
}

/** A provider tells of a push or pull request in a repository behind a connection. */
function toConnection(ctx: Ctx, c: Connection, headers: Headers, body: Buffer): Answer {
  const secret = tagValue(c.tags, SECRET_TAG);
  if (secret === undefined)
    return answer(403, `The connection has no webhook secret: set its tag ${SECRET_TAG}`);
  if (!verified(c.providerType, headers, secret, body))
    return answer(
      401,
      'The signature of the webhook is missing or wrong: is the secret at the provider that of the connection?',
    );
  const payload = json(body);
  if (payload === undefined)
    return answer(400, 'The body is not JSON: choose application/json as the content type');
  try {
    const delivery = readDelivery(c.providerType, headers, payload);
    if (!delivery) return answer(202, 'Nothing to do for this event');
    if (delivery.kind === 'push') lookNow(ctx, c.arn, delivery.repository);
    else
      ctx.enqueue('connections.pull-request', `pull ${c.id} ${delivery.number}`, {
        connectionArn: c.arn,
        request: delivery,
      });
    return answer(202, 'Accepted');
  } catch (error) {
    if (error instanceof Error && error.name === 'ZodError')
      return answer(400, `The body is not what ${c.providerType} sends for this event`);
    throw error;
  }
}

function mayCall(
  { authentication, authenticationConfiguration: c }: Webhook['definition'],
  headers: Headers,
  remote: string,
  body: Buffer,
): boolean {
  if (authentication === 'UNAUTHENTICATED') return true;
  if (authentication === 'IP')
    return (
      ipaddr.isValid(remote) &&
      c?.AllowedIPRange !== undefined &&
      ((from) => {
        const [net, bits] = ipaddr.parseCIDR(c.AllowedIPRange ?? '');
        return from.kind() === net.kind() && from.match(net, bits);
      })(ipaddr.process(remote))
    );
  return verified('GitHub', headers, c?.SecretToken ?? '', body);
}

/** A webhook of PutWebhook: all of its filters must match. */
async function toPipeline(
  ctx: Ctx,
  w: Webhook,
  headers: Headers,
  remote: string,
  body: Buffer,
): Promise<Answer> {
  if (!mayCall(w.definition, headers, remote, body))
    return answer(401, 'The webhook does not accept this call: its signature or address is wrong');
  const payload = json(body);
  if (payload === undefined) return answer(400, 'The body is not JSON');
  const matches = (w.definition.filters ?? []).every(
    (f) =>
      f.matchEquals === undefined || String(atPath(payload, f.jsonPath ?? '$')) === f.matchEquals,
  );
  if (!matches) return answer(202, 'The filters do not match');
  ctx.store.put(webhooks, w.definition.name ?? '', { ...w, lastTriggered: ctx.clock.now() });
  await trigger(ctx, {
    request: {
      name: w.definition.targetPipeline,
      clientRequestToken: headers['x-github-delivery'] ?? ctx.ids.uuid(),
    },
    trigger: {
      triggerType: 'Webhook',
      triggerDetail: ctx.arn('codepipeline', `webhook:${w.definition.name ?? ''}`),
    },
  });
  return answer(200, 'Started');
}

/** `POST /_starboard/webhooks/connections/ID` and `…/pipelines/ID`: where git hosts call; what they must know is the secret. */
export function webhooksRoute(ctx: Ctx): SideRoute {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const match = /^\/_starboard\/webhooks\/(connections|pipelines)\/([0-9a-f-]{36})$/.exec(
      request.url ?? '',
    );
    if (!match) return false;
    let said = answer(405, 'Webhooks are POST requests');
    if (request.method === 'POST') {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([k, v]) => [k, Array.isArray(v) ? v[0] : v]),
      );
      const body = await readBody(request, MAX_BODY);
      const connection =
        match[1] === 'connections'
          ? ctx.store.list(connections).find((c) => c.id === match[2])
          : undefined;
      const webhook =
        match[1] === 'pipelines'
          ? ctx.store.list(webhooks).find((w) => w.id === match[2])
          : undefined;
      said = connection
        ? toConnection(ctx, connection, headers, body)
        : webhook
          ? await toPipeline(ctx, webhook, headers, request.socket.remoteAddress ?? '', body)
          : answer(404, 'There is no such webhook');
    }
    response.writeHead(said.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: said.message }));
    return true;
  };
}
