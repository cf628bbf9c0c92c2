import { readTopic } from '@/lib/server/live/topics';
import { respond } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';

/** Any topic, once. The path is the topic, still encoded. */
export function GET(request: Request): Promise<Response> {
  const topic = new URL(request.url).pathname.replace(/^\/api\/read\//, '');
  return respond((connection) => readTopic(connection, topic));
}
