import type { ServerResponse } from 'node:http';
import type { Ctx } from '../ports/context';
import { certificateAt } from '../services/sns/signing';
import { AwsError } from '../wire/errors';
import type { SideRoute } from '../wire/server';

interface Unsigned {
  readonly act: (ctx: Ctx, query: URLSearchParams) => Promise<unknown>;
  readonly done: string;
}

/** The calls of SNS without a signature: who has the token, or the subscription's ARN from a message, owns the endpoint. */
const UNSIGNED: Readonly<Record<string, Unsigned>> = {
  ConfirmSubscription: {
    act: (ctx, query) =>
      ctx.call.sns.confirmSubscription({
        TopicArn: query.get('TopicArn') ?? '',
        Token: query.get('Token') ?? '',
      }),
    done: 'Subscription confirmed.\n',
  },
  Unsubscribe: {
    act: (ctx, query) =>
      ctx.call.sns.unsubscribe({ SubscriptionArn: query.get('SubscriptionArn') ?? '' }),
    done: 'Subscription removed.\n',
  },
};

async function call(
  ctx: Ctx,
  { act, done }: Unsigned,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  let status = 200;
  let text = done;
  try {
    await act(ctx, url.searchParams);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    status = 403;
    text = `${error.message}\n`;
  }
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(text);
}

/** What a receiver of notifications asks without a key: SubscribeURL, UnsubscribeURL, SigningCertURL. */
export function snsRoute(ctx: Ctx): SideRoute {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (
      request.method !== 'GET' ||
      request.headers.authorization !== undefined ||
      url.searchParams.has('X-Amz-Signature')
    )
      return false;
    const certificate = certificateAt(ctx, url.pathname);
    if (certificate !== undefined) {
      response.writeHead(200, { 'content-type': 'application/x-pem-file' });
      response.end(certificate);
      return true;
    }
    const action = url.searchParams.get('Action') ?? '';
    const unsigned = Object.hasOwn(UNSIGNED, action) ? UNSIGNED[action] : undefined;
    if (url.pathname !== '/' || !unsigned) return false;
    await call(ctx, unsigned, url, response);
    return true;
  };
}
