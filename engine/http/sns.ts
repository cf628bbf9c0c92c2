import type { ServerResponse } from 'node:http';
import type { Ctx } from '../ports/context';
import { certificateAt } from '../services/sns/signing';
import { AwsError } from '../wire/errors';
import type { SideRoute } from '../wire/server';

interface Unsigned {
  readonly input: (url: URL) => object;
  readonly done: string;
}

/** The calls of SNS without a signature: who has the token, or the subscription's ARN from a message, owns the endpoint. */
const UNSIGNED: Readonly<Record<string, Unsigned>> = {
  ConfirmSubscription: {
    input: ({ searchParams: q }) => ({
      TopicArn: q.get('TopicArn') ?? '',
      Token: q.get('Token') ?? '',
    }),
    done: 'Subscription confirmed.\n',
  },
  Unsubscribe: {
    input: ({ searchParams: q }) => ({ SubscriptionArn: q.get('SubscriptionArn') ?? '' }),
    done: 'Subscription removed.\n',
  },
};

async function call(ctx: Ctx, url: URL, action: string, response: ServerResponse): Promise<void> {
  const { input, done } = UNSIGNED[action] as Unsigned;
  let status = 200;
  let text = done;
  try {
    await ctx.invoke('sns', action, input(url));
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
    if (url.pathname !== '/' || !Object.hasOwn(UNSIGNED, action)) return false;
    await call(ctx, url, action, response);
    return true;
  };
}
