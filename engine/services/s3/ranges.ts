import { AwsError } from '../../wire/errors';
import type { ObjectVersion } from './buckets';

/** The first and the last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export const contentRange = ({ start, end }: ByteRange, size: number): string =>
  `bytes ${start}-${end}/${size}`;

/** A header that is none, or asks for several, is ignored (RFC 9110, 14.2; S3 gives one range at most). Throws InvalidRange. */
export function rangeOfHeader(text: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  if (start > end)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', {
      status: 416,
      members: { RangeRequested: text, ActualObjectSize: size },
    });
  return { start, end };
}

/** [doc] S3 user guide, "Amazon S3 multipart upload limits". */
const LAST_PART = 10_000;

export function checkPartNumber(number: number): void {
  if (!(Number.isInteger(number) && number >= 1 && number <= LAST_PART))
    throw new AwsError(
      'InvalidArgument',
      `Part number must be an integer between 1 and ${LAST_PART}, inclusive`,
      { status: 400, members: { ArgumentName: 'partNumber', ArgumentValue: number } },
    );
}

/** The bytes of a part. An object that came in one piece is its own first part. Throws InvalidPartNumber. */
export function rangeOfPart(v: ObjectVersion, number: number): ByteRange | undefined {
  checkPartNumber(number);
  const parts = v.parts ?? [{ number: 1, size: v.size }];
  let start = 0;
  for (const part of parts) {
    if (part.number === number)
      // Nothing is no range.
      return part.size === 0 ? undefined : { start, end: start + part.size - 1 };
    start += part.size;
  }
  throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', {
    status: 416,
    members: { PartNumberRequested: number, ActualPartCount: parts.length },
  });
}

const copyRange = (message: string, text: string): AwsError =>
  new AwsError('InvalidArgument', message, {
    status: 400,
    members: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: text },
  });

/** Unlike a reader's, the range of a copy names both ends, inside the object (S3, UploadPartCopy). Throws InvalidArgument. */
export function rangeOfCopy(text: string | undefined, size: number): ByteRange | undefined {
  if (text === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? [];
  const range = { start: Number(first), end: Number(last) };
  if (first === undefined || range.end < range.start)
    throw copyRange(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      text,
    );
  if (range.end >= size)
    throw copyRange(`Range specified is not valid for source object of size: ${size}`, text);
  return range;
}
