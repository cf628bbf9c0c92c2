import 'server-only';
import type { StreamLine } from '@/lib/domain/live/live-message';
import type { Connection } from '../aws/connection';
import { follow } from './hub';
import { upstream } from '../events/listening';

const HEARTBEAT_MS = 5000;

/** Server-sent events of some topics, until the browser goes. */
export function liveStream(
  connection: Connection,
  topics: readonly string[],
  gone: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop: (() => void)[] = [];
  let heart: ReturnType<typeof setInterval> | undefined;
  const end = (): void => {
    clearInterval(heart);
    for (const s of stop) s();
    stop = [];
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => {
        try {
          controller.enqueue(encoder.encode(text));
        } catch (error) {
          // The stream was closed between two messages: the browser has gone.
          if (!(error instanceof TypeError)) throw error;
          end();
        }
      };
      gone.addEventListener('abort', end, { once: true });
      send('retry: 1000\n\n');
      const about = (): void =>
        send(
          `data: ${JSON.stringify({ upstream: upstream(connection), now: Date.now() } satisfies StreamLine)}\n\n`,
        );
      heart = setInterval(about, HEARTBEAT_MS);
      about();
      stop = [...new Set(topics)].map((topic) =>
        follow(connection, topic, (message) => send(`data: ${JSON.stringify(message)}\n\n`)),
      );
    },
    cancel: end,
  });
}
