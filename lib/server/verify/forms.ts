import 'server-only';
import { NormalizedSchema } from '@smithy/core/schema';

/** A member of an answer, by its path: `pipelineExecutionSummaries[].status`; `{}` is any key of a map. */
export interface SeenMember {
  readonly path: string;
  /** The structure it is in, as the SDK names it, and its own name there. */
  readonly struct: string;
  readonly member: string;
  readonly value: unknown;
  /** `unknown`: the SDK has no such member. `type`: it has another type of value there. */
  readonly problem?: 'unknown' | 'type' | undefined;
}

/** The JSON type of a value. */
export const jsonType = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value instanceof Date ? 'time' : typeof value;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that belong to the protocol, or to the SDK's own objects. */
const NOT_MEMBERS = new Set(['__type', '$metadata', '$unknown']);

/** Whether a value has a form that the schema allows: numbers and times come as text in some protocols. */
function fits(schema: NormalizedSchema, value: unknown): boolean {
  if (schema.isDocumentSchema() || schema.isBlobSchema()) return true;
  if (schema.isListSchema()) return Array.isArray(value);
  if (schema.isMapSchema() || schema.isStructSchema()) return isObject(value);
  if (schema.isTimestampSchema())
    return typeof value === 'number' || typeof value === 'string' || value instanceof Date;
  if (schema.isBooleanSchema()) return typeof value === 'boolean';
  if (schema.isNumericSchema()) return typeof value === 'number' || typeof value === 'bigint';
  return !schema.isStringSchema() || typeof value === 'string';
}

/** The members of a structure by their names on the wire. */
function membersOf(schema: NormalizedSchema): Map<string, NormalizedSchema> {
  const members = new Map<string, NormalizedSchema>();
  for (const [name, member] of schema.structIterator()) {
    members.set(name, member);
    const { jsonName } = member.getMergedTraits();
    if (typeof jsonName === 'string') members.set(jsonName, member);
  }
  return members;
}

type Visit = (seen: SeenMember) => void;

/** Goes into lists and maps; the keys of a map are people's own, and never told. */
function inside(schema: NormalizedSchema, value: unknown, path: string, visit: Visit): void {
  if (schema.isListSchema() && Array.isArray(value))
    for (const item of value) inside(schema.getValueSchema(), item, `${path}[]`, visit);
  else if (schema.isMapSchema() && isObject(value))
    for (const item of Object.values(value))
      inside(schema.getValueSchema(), item, `${path}{}`, visit);
  else if (schema.isStructSchema() && isObject(value)) struct(schema, value, path, visit);
}

function struct(
  schema: NormalizedSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  visit: Visit,
): void {
  const name = schema.getName() ?? '';
  const members = membersOf(schema);
  for (const [key, item] of Object.entries(value)) {
    if (item === null || item === undefined || NOT_MEMBERS.has(key)) continue;
    const member = members.get(key);
    const at = path === '' ? key : `${path}.${key}`;
    const problem = !member ? 'unknown' : fits(member, item) ? undefined : 'type';
    visit({ path: at, struct: name, member: key, value: item, problem });
    if (member && problem === undefined) inside(member, item, at, visit);
  }
}

/** Tells of each member of an answer, beside the SDK's schema of it. */
export function eachMember(schema: unknown, answer: unknown, visit: Visit): void {
  if (schema === undefined || !isObject(answer)) return;
  const known = NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]);
  if (known.isStructSchema()) struct(known, answer, '', visit);
}
