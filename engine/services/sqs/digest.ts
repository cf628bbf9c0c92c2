import { createHash } from 'node:crypto';
import type { KeptAttributes } from '../../shared/message-attributes';

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * The MD5 of message attributes as clients check it: names in order, each with its type and value, every part with its
 * length before it. Source: SQS developer guide, "Calculating the MD5 message digest for message attributes".
 */
export function md5OfAttributes(attributes: KeptAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (!names.length) return undefined;
  const hash = createHash('md5');
  const part = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const a = attributes[name];
    part(Buffer.from(name));
    part(Buffer.from(a?.DataType ?? ''));
    hash.update(Buffer.from([a?.DataType?.startsWith('Binary') ? 2 : 1]));
    part(
      a?.DataType?.startsWith('Binary')
        ? Buffer.from(a.base64 ?? '', 'base64')
        : Buffer.from(a?.StringValue ?? ''),
    );
  }
  return hash.digest('hex');
}
