import 'server-only';
import type { StreamReader } from './stream-reader';

/** The whole log as a file, as it was written; one that is still being read comes once it is whole. */
export async function download(reader: StreamReader, name: string): Promise<Response> {
  await reader.whole();
  const encoder = new TextEncoder();
  const pieces = reader.file.texts();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(`${next.value.lines.join('\n')}\n`));
    },
  });
  // Never a page: whatever a build has printed, the browser keeps it as a file.
  return new Response(body, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}
