import type { Ctx } from './ports/context';
import { AwsError } from './wire/errors';
import type { SideRoute } from './wire/server';

/** The SubscribeURL of a confirmation: the one call of SNS without a signature, for who has the token owns the endpoint. */
export function snsRoute(ctx: Ctx): SideRoute {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (
      request.method !== 'GET' ||
      url.pathname !== '/' ||
      url.searchParams.get('Action') !== 'ConfirmSubscription' ||
      request.headers.authorization !== undefined ||
      url.searchParams.has('X-Amz-Signature')
    )
      return false;
    let status = 200;
    let text = 'Subscription confirmed.\n';
    try {
      await ctx.invoke('sns', 'ConfirmSubscription', {
        TopicArn: url.searchParams.get('TopicArn') ?? '',
        Token: url.searchParams.get('Token') ?? '',
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      status = 403;
      text = `${error.message}\n`;
    }
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end(text);
    return true;
  };
}
