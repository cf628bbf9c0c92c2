import type { NormalizedSchema } from '@smithy/core/schema';

/** Names of required members: the schema lists them first and says how many there are. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const raw: unknown = schema.getSchema();
  if (!Array.isArray(raw) || !schema.isStructSchema()) return [];
  const names = raw[4] as string[];
  return names.slice(0, (raw[6] as number | undefined) ?? 0);
}

export type Traits = Readonly<Record<string, unknown>>;

export function traitsOf(schema: NormalizedSchema): Traits {
  return schema.getMergedTraits() as Traits;
}

export function stringTrait(schema: NormalizedSchema, name: string): string | undefined {
  const value = traitsOf(schema)[name];
  return typeof value === 'string' ? value : undefined;
}
