import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError, validationError } from './errors';
import { requiredMembers, traitsOf } from './schema';

const plain = new WeakMap<NormalizedSchema, ReadonlyMap<string, NormalizedSchema>>();

function members(schema: NormalizedSchema): ReadonlyMap<string, NormalizedSchema> {
  let map = plain.get(schema);
  if (!map) plain.set(schema, (map = new Map(schema.structIterator())));
  return map;
}

/** Every required member is there, at any depth (idempotency tokens do not count). */
export function checkRequired(schema: NormalizedSchema, value: unknown, path = ''): void {
  if (value === undefined || value === null || value instanceof Uint8Array) return;
  if (schema.isStructSchema()) {
    const object = value as Record<string, unknown>;
    const all = members(schema);
    for (const name of requiredMembers(schema)) {
      const member = all.get(name);
      if (object[name] === undefined && member && !traitsOf(member)['idempotencyToken']) {
        throw validationError(`Value null at '${path}${name}' failed to satisfy constraint: Member must not be null`);
      }
    }
    for (const [name, inner] of Object.entries(object)) {
      const member = all.get(name);
      if (member && typeof inner === 'object') checkRequired(member, inner, `${path}${name}.`);
    }
  } else if (schema.isListSchema() && Array.isArray(value)) {
    const member = schema.getValueSchema();
    value.forEach((item, i) => checkRequired(member, item, `${path}${i + 1}.member.`));
  } else if (schema.isMapSchema()) {
    const member = schema.getValueSchema();
    for (const [k, v] of Object.entries(value)) checkRequired(member, v, `${path}${k}.`);
  }
}

/** A pattern or length that the SDK's schemas lack, declared beside the operation. */
export function checkPattern(value: string | undefined, pattern: RegExp, member: string, code = 'ValidationException'): void {
  if (value !== undefined && !pattern.test(value)) {
    throw new AwsError(code, `1 validation error detected: Value '${value.slice(0, 200)}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`);
  }
}

export function checkRange(value: number | undefined, min: number, max: number, member: string, code = 'ValidationException'): void {
  if (value !== undefined && !(value >= min && value <= max)) {
    throw new AwsError(code, `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value between ${min} and ${max}`);
  }
}
