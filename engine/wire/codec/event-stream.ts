import { Readable } from 'node:stream';
import { EventStreamCodec } from '@smithy/core/event-streams';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../errors';
import { shapeOf } from '../shape';
import { encodeJson } from './json';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text),
);
const TEXT = 'application/json';

function frame(kind: 'event' | 'exception', type: string, body: unknown): Uint8Array {
  const header = (value: string): { type: 'string'; value: string } => ({ type: 'string', value });
  return codec.encode({
    headers: {
      ':message-type': header(kind),
      [`:${kind}-type`]: header(type),
      ':content-type': header(TEXT),
    },
    body: Buffer.from(JSON.stringify(body)),
  });
}

/** The member of an output that is a stream of events, if it has one. */
export function eventMember(
  output: NormalizedSchema,
): readonly [string, NormalizedSchema] | undefined {
  const found = shapeOf(output).events;
  return found && [found[0], found[1].schema];
}

/** Events as the `vnd.amazon.eventstream` frames of a JSON protocol: an empty initial response, then each `{ name: event }` under its name. An AwsError ends the stream as an exception of its code. */
export function encodeEvents(
  schema: NormalizedSchema,
  events: AsyncIterable<Readonly<Record<string, unknown>>>,
): Readable {
  const members = new Map(schema.structIterator());
  async function* frames(): AsyncGenerator<Uint8Array> {
    yield frame('event', 'initial-response', {});
    try {
      for await (const event of events) {
        for (const [name, value] of Object.entries(event)) {
          const member = members.get(name);
          if (member) yield frame('event', name, encodeJson(member, value) ?? {});
        }
      }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      yield frame('exception', error.code, { message: error.message });
    }
  }
  return Readable.from(frames(), { objectMode: false });
}
