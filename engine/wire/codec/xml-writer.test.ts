import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, it } from 'vitest';
import { Registry } from '../registry';
import { SERVICES } from '../services';
import { xmlOf } from './xml-writer';

const DEEPEST = 7;
const TEXTS = ['', 'a', `<é> & "q" 'a'\r\n\u0085\u2028`];

/** Values of a schema, different with each `seed`: empty ones, absent ones and several of them too. */
function make(schema: NormalizedSchema, seed: number, depth = 0): unknown {
  if (depth > DEEPEST) return undefined;
  const inner = (s: NormalizedSchema, i: number): unknown => make(s, seed + i, depth + 1);
  if (schema.isStructSchema())
    return Object.fromEntries(
      [...schema.structIterator()]
        .filter((_, i) => (seed + i) % 5 !== 4)
        .map(([name, member], i) => [name, inner(member, i)]),
    );
  if (schema.isListSchema())
    return Array.from({ length: seed % 3 }, (_, i) => inner(schema.getValueSchema(), i));
  if (schema.isMapSchema())
    return Object.fromEntries(
      Array.from({ length: seed % 3 }, (_, i) => [`k<${i}`, inner(schema.getValueSchema(), i)]),
    );
  if (schema.isTimestampSchema()) return new Date(1_700_000_000_000 + (seed % 2) * 250);
  if (schema.isBlobSchema()) return new Uint8Array([1, 2, 250]);
  if (schema.isBooleanSchema()) return seed % 2 === 0;
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema())
    return seed * 1.5;
  return TEXTS[seed % TEXTS.length];
}

function bySdk(schema: NormalizedSchema, value: object, namespace: string): string {
  const serializer = new XmlShapeSerializer({
    xmlNamespace: namespace,
    serviceNamespace: '',
    timestampFormat: { useTrait: true, default: 5 },
  } as ConstructorParameters<typeof XmlShapeSerializer>[0]);
  serializer.setSerdeContext({
    base64Encoder: (b: Uint8Array) => Buffer.from(b).toString('base64'),
  } as never);
  serializer.write(schema, value);
  return String(serializer.flush());
}

const registry = new Registry();

describe.each(SERVICES.filter((s) => s.xmlNamespace).map((spec) => [spec.name, spec] as const))(
  '%s',
  (_name, spec) => {
    it("is written as the SDK's own serializer writes it", async () => {
      const { operations } = await registry.model(spec);
      let compared = 0;
      for (const { output } of operations.values())
        for (let seed = 0; seed < 5; seed++) {
          const value = make(output, seed) as object;
          const expected = bySdk(output, value, spec.xmlNamespace ?? '');
          if (xmlOf(output, value, spec.xmlNamespace ?? '') !== expected)
            expect(xmlOf(output, value, spec.xmlNamespace ?? '')).toBe(expected);
          compared++;
        }
      expect(compared).toBeGreaterThan(0);
    });
  },
);
