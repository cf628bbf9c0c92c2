import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError, validationError } from './errors';
import { MODELS, type Constraint } from './members/constraints';
import { shapeOf, type Shape } from './shape';

/** What a member is refused with that is not there. */
type Missing = (path: string) => AwsError;

const mustNotBeNull: Missing = (path) =>
  validationError(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);

/** Every required member is there, at any depth. */
export function checkRequired(
  schema: NormalizedSchema,
  value: unknown,
  missing: Missing = mustNotBeNull,
): void {
  check(shapeOf(schema), value, '', missing);
}

function check(shape: Shape, value: unknown, path: string, missing: Missing): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (shape.kind === 'struct') {
    const object = value as Record<string, unknown>;
    for (const name of shape.required) {
      if (object[name] === undefined) throw missing(`${path}${name}`);
    }
    for (const [name, member] of shape.members)
      if (typeof object[name] === 'object') check(member, object[name], `${path}${name}.`, missing);
  } else if (shape.kind === 'list' && Array.isArray(value)) {
    value.forEach((item, i) => check(shape.value, item, `${path}${i + 1}.member.`, missing));
  } else if (shape.kind === 'map') {
    for (const [k, v] of Object.entries(value)) check(shape.value, v, `${path}${k}.`, missing);
  }
}

/** A pattern or length that the SDK's schemas lack, declared beside the operation. */
export function checkPattern(
  value: string | undefined,
  pattern: RegExp,
  member: string,
  code = 'ValidationException',
): void {
  if (value !== undefined && !pattern.test(value)) {
    throw new AwsError(
      code,
      `1 validation error detected: Value '${value.slice(0, 200)}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
    );
  }
}

export function checkRange(
  value: number | undefined,
  min: number,
  max: number,
  member: string,
  code = 'ValidationException',
): void {
  if (value !== undefined && !(value >= min && value <= max)) {
    throw new AwsError(
      code,
      `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value between ${min} and ${max}`,
    );
  }
}

/** One of an enumeration's values. The SDK's schemas do not hold enumerations. */
export function checkOneOf<T extends string>(
  value: T,
  allowed: readonly T[],
  member: string,
  code = 'ValidationException',
): T {
  if (!allowed.includes(value)) {
    throw new AwsError(
      code,
      `1 validation error detected: Value '${String(value).slice(0, 200)}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
    );
  }
  return value;
}

/** The values that AWS's model allows for a member, by its path in the input; none where it names none. */
export function allowedValues(service: string, operation: string, path: string): readonly string[] {
  const operations = (MODELS[service]?.operations ?? {}) as Readonly<
    Record<string, { readonly constraints: Readonly<Record<string, Constraint>> }>
  >;
  return operations[operation]?.constraints[path]?.enum ?? [];
}
