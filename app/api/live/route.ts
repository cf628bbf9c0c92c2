import { dashboardConnection } from '@/lib/server/env';
import { liveStream } from '@/lib/server/live/stream';

export const dynamic = 'force-dynamic';

/** The one event stream of a browser: `?t=TOPIC` as often as needed. */
export function GET(request: Request): Response {
  const topics = new URL(request.url).searchParams.getAll('t').slice(0, 64);
  return new Response(liveStream(dashboardConnection(), topics, request.signal), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
