import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../errors';

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch';

/** The schema's own format (5 date-time, 6 http-date, 7 epoch), else the protocol's. */
export function timestampFormat(
  schema: NormalizedSchema,
  fallback: TimestampFormat,
): TimestampFormat {
  switch (schema.getSchema() as unknown) {
    case 5:
      return 'date-time';
    case 6:
      return 'http-date';
    case 7:
      return 'epoch';
    default:
      return fallback;
  }
}

export function serializationError(path: string, expected: string): AwsError {
  return new AwsError(
    'SerializationException',
    `Expected ${expected} at ${path || 'the top of the request'}.`,
  );
}

export function formatTimestamp(value: Date, format: TimestampFormat): string | number {
  if (format === 'epoch') return value.getTime() / 1000;
  return format === 'http-date' ? value.toUTCString() : value.toISOString();
}

export function parseTimestamp(value: unknown, path: string): Date {
  const date =
    typeof value === 'number'
      ? new Date(value * 1000)
      : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
        ? new Date(Number(value) * 1000)
        : typeof value === 'string'
          ? new Date(value)
          : new Date(NaN);
  if (Number.isNaN(date.getTime())) throw serializationError(path, 'a timestamp');
  return date;
}

/** A member that arrived as text (query, header, label): its value by the schema. */
export function parseText(schema: NormalizedSchema, text: string, path: string): unknown {
  if (schema.isStringSchema()) return text;
  if (schema.isBooleanSchema()) {
    if (text !== 'true' && text !== 'false') throw serializationError(path, 'true or false');
    return text === 'true';
  }
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) throw serializationError(path, 'a number');
    return value;
  }
  if (schema.isTimestampSchema()) return parseTimestamp(text, path);
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  return text;
}
