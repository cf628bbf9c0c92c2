import type { NormalizedSchema } from '@smithy/core/schema';
import { formatTimestamp, parseTimestamp, serializationError, timestampFormat } from './scalars';

const MAX_DEPTH = 100;

/** Reads a JSON value as the schema says, types checked (the SDK's own reader checks none). Unknown members are dropped. */
export function decodeJson(schema: NormalizedSchema, value: unknown, path = '', depth = 0): unknown {
  if (value === null || value === undefined) return undefined;
  if (depth > MAX_DEPTH) throw serializationError(path, 'fewer levels of nesting');
  if (schema.isStructSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) throw serializationError(path, 'an object');
    const out: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const inner = (value as Record<string, unknown>)[name];
      if (inner !== undefined && inner !== null) out[name] = decodeJson(member, inner, path ? `${path}.${name}` : name, depth + 1);
    }
    return out;
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw serializationError(path, 'a list');
    const member = schema.getValueSchema();
    return value.map((item, i) => decodeJson(member, item, `${path}.${i + 1}.member`, depth + 1));
  }
  if (schema.isMapSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) throw serializationError(path, 'a map');
    const member = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, decodeJson(member, v, `${path}.${k}`, depth + 1)]));
  }
  if (schema.isDocumentSchema()) return value;
  if (schema.isBlobSchema()) {
    if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw serializationError(path, 'base64 text');
    return Buffer.from(value, 'base64');
  }
  if (schema.isTimestampSchema()) return parseTimestamp(value, path);
  if (schema.isBooleanSchema()) {
    if (typeof value !== 'boolean') throw serializationError(path, 'true or false');
    return value;
  }
  if (schema.isNumericSchema()) {
    if (typeof value !== 'number') throw serializationError(path, 'a number');
    return value;
  }
  if (typeof value !== 'string') throw serializationError(path, 'text');
  return value;
}

/** The JSON value of a response: members the schema does not have are left out. */
export function encodeJson(schema: NormalizedSchema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isStructSchema()) {
    const out: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const inner = (value as Record<string, unknown>)[name];
      if (inner !== undefined) out[name] = encodeJson(member, inner);
    }
    return out;
  }
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    return (value as unknown[]).map((item) => encodeJson(member, item));
  }
  if (schema.isMapSchema()) {
    const member = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, encodeJson(member, v)]));
  }
  if (value instanceof Date) return formatTimestamp(value, timestampFormat(schema, 'epoch'));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}
