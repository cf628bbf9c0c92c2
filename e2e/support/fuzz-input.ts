import type { NormalizedSchema } from '@smithy/core/schema';
import { traitsOf } from '../../engine/wire/schema';

/** A small seeded generator (mulberry32): the same seed, the same calls. */
export class Chance {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  is(share: number): boolean {
    return this.next() < share;
  }
}

const deep = (levels: number): unknown => {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { a: value };
  return value;
};

const TEXTS: readonly string[] = [
  '',
  ' ',
  '-1',
  '0',
  'NaN',
  'null',
  'true',
  '*',
  '**',
  '..',
  '../../etc/passwd',
  '/',
  '//',
  'a/../b',
  '.',
  'a\u0000b',
  'é&<"\'>',
  '\ud800',
  '🚀'.repeat(20),
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(300),
  'y'.repeat(100_000),
  '$(id)',
  '{"a":1}',
  '{',
  '['.repeat(5000),
  '%s%n',
  'a'.repeat(64),
  '0'.repeat(40),
  'refs/heads/main',
  '2020-01-01T00:00:00Z',
  '99999999999999999999',
  '1e400',
  '(a+)+$',
  '*a'.repeat(30),
  'arn:aws:s3:::bucket',
  'arn:aws:iam::000000000000:role/x',
  'arn:::::::',
  'arn:aws:sns:us-east-1:000000000000:fuzz',
  'arn:aws:codebuild:us-east-1:000000000000:build/fuzz:1',
  'version: 0.2\nphases: {}',
  'AKIAAAAAAAAAAAAAAAAA',
  'http://127.0.0.1:1/x',
  's3://bucket/key',
  'rate(1 minute)',
  'cron(0 0 * * ? *)',
  '{"source":["a"]}',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  '{"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}',
];
const NUMBERS: readonly number[] = [
  0,
  1,
  -1,
  7,
  0.5,
  1e9,
  -1e9,
  2 ** 31,
  2 ** 53,
  1e308,
  NaN,
  Infinity,
  -Infinity,
];

/** Any value of any kind, for places that expect another. */
export const anything = (c: Chance): unknown =>
  c.one<() => unknown>([
    () => null,
    () => c.one(TEXTS),
    () => c.one(NUMBERS),
    () => true,
    () => [],
    () => ({}),
    () => deep(c.one([3, 200, 5000])),
    () => [null],
    () => Array.from({ length: 1500 }, () => 'x'),
    () => ({ ['__proto__x']: 1, constructor: { a: 1 } }),
  ])();

/** Of one input: some schemas branch without end. */
const MAX_VALUES = 150;

/** Inputs by schema: mostly what is right, with names of resources that are there, and now and then what is not. */
export class Inputs {
  private left = 0;

  constructor(
    private readonly c: Chance,
    private readonly known: readonly string[],
  ) {}

  private text(schema: NormalizedSchema, name: string): string {
    const { c } = this;
    const header = Boolean(traitsOf(schema)['httpHeader']);
    if (name === 'Bucket') return c.is(0.8) ? 'fuzz-bucket' : c.one(TEXTS);
    if (c.is(0.35)) return c.one(this.known);
    if (c.is(0.5)) return 'fuzz';
    return header ? c.one(['a', '*', '1', 'bytes=0-1', 'é', 'x'.repeat(300)]) : c.one(TEXTS);
  }

  make(schema: NormalizedSchema, name: string, depth = 0): unknown {
    const { c } = this;
    if (depth === 0) this.left = MAX_VALUES;
    if (this.left-- < 0) return undefined;
    if (schema.isStructSchema()) {
      if (depth > 5) return {};
      const members = [...schema.structIterator()].filter(() => c.is(depth > 2 ? 0.4 : 0.7));
      const some = schema.isUnionSchema() ? members.slice(0, 1) : members;
      return Object.fromEntries(some.map(([n, m]) => [n, this.make(m, n, depth + 1)]));
    }
    if (schema.isListSchema())
      return Array.from({ length: c.one([0, 1, 1, 1, 2, 3]) }, () =>
        this.make(schema.getValueSchema(), name, depth + 1),
      );
    if (schema.isMapSchema())
      return Object.fromEntries(
        Array.from({ length: c.one([0, 1, 2]) }, () => [
          this.text(schema, name),
          this.make(schema.getValueSchema(), name, depth + 1),
        ]),
      );
    if (schema.isTimestampSchema())
      return c.one([
        new Date(0),
        new Date(1_700_000_000_000),
        new Date(8.64e15),
        new Date(-8.64e15),
        new Date(),
      ]);
    if (schema.isBlobSchema())
      return c.one([new Uint8Array(), new Uint8Array([1, 2, 250]), new Uint8Array(10_000)]);
    if (schema.isBooleanSchema()) return c.is(0.5);
    if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema())
      return c.one(NUMBERS);
    if (schema.isDocumentSchema()) return { a: 1 };
    return this.text(schema, name);
  }
}

/** Puts something else into one place of a JSON value. */
export function disturb(c: Chance, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || c.is(0.15)) return anything(c);
  if (Array.isArray(value)) {
    if (!value.length) return [anything(c)];
    const at = c.below(value.length);
    return value.map((v: unknown, i) => (i === at ? disturb(c, v) : v));
  }
  const entries = Object.entries(value);
  if (!entries.length || c.is(0.1))
    return {
      ...value,
      [c.one(['unknownMember', 'nextToken', 'constructor', 'a.b', ''])]: anything(c),
    };
  const at = c.below(entries.length);
  return Object.fromEntries(entries.map(([k, v], i) => [k, i === at ? disturb(c, v) : v]));
}
