import type { NormalizedSchema } from '@smithy/core/schema';
import { MAX_DEPTH } from '../../../common/bounded-parse';
import { shapeOf, type Shape } from '../shape';
import { formatTimestamp, parseTimestamp, serializationError, timestampFormat } from './scalars';

/** Decodes a JSON value by its schema and checks types, which the SDK's own reader does not. Unknown members are dropped. */
export function decodeJson(schema: NormalizedSchema, value: unknown): unknown {
  return decode(shapeOf(schema), value, '', 0);
}

function decode(shape: Shape, value: unknown, path: string, depth: number): unknown {
  if (value === null || value === undefined) return undefined;
  if (depth > MAX_DEPTH) throw serializationError(path, 'fewer levels of nesting');
  switch (shape.kind) {
    case 'struct': {
      if (typeof value !== 'object' || Array.isArray(value))
        throw serializationError(path, 'an object');
      const out: Record<string, unknown> = {};
      for (const [name, member] of shape.members) {
        const inner = (value as Record<string, unknown>)[name];
        if (inner !== undefined && inner !== null)
          out[name] = decode(member, inner, path ? `${path}.${name}` : name, depth + 1);
      }
      return out;
    }
    case 'list':
      if (!Array.isArray(value)) throw serializationError(path, 'a list');
      return value.map((item, i) =>
        decode(shape.value, item, `${path}.${i + 1}.member`, depth + 1),
      );
    case 'map':
      if (typeof value !== 'object' || Array.isArray(value))
        throw serializationError(path, 'a map');
      return Object.fromEntries(
        Object.entries(value).map(([k, v]) => [
          k,
          decode(shape.value, v, `${path}.${k}`, depth + 1),
        ]),
      );
    case 'document':
      return value;
    case 'blob':
      if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
        throw serializationError(path, 'base64 text');
      return Buffer.from(value, 'base64');
    case 'timestamp':
      return parseTimestamp(value, path);
    case 'boolean':
      if (typeof value !== 'boolean') throw serializationError(path, 'true or false');
      return value;
    case 'number':
      if (typeof value !== 'number') throw serializationError(path, 'a number');
      return value;
    case 'string':
      if (typeof value !== 'string') throw serializationError(path, 'text');
      return value;
  }
}

/** Encodes a response by its schema. Members that the schema does not have are left out. */
export function encodeJson(schema: NormalizedSchema, value: unknown): unknown {
  return encode(shapeOf(schema), value);
}

function encode(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'struct': {
      const out: Record<string, unknown> = {};
      for (const [name, member] of shape.members) {
        const inner = (value as Record<string, unknown>)[name];
        if (inner !== undefined) out[name] = encode(member, inner);
      }
      return out;
    }
    case 'list':
      return (value as unknown[]).map((item) => encode(shape.value, item));
    case 'map':
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, encode(shape.value, v)]));
    default:
      if (value instanceof Date)
        return formatTimestamp(value, timestampFormat(shape.schema, 'epoch'));
      return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  }
}
