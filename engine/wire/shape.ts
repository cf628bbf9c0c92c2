import type { NormalizedSchema } from '@smithy/core/schema';
import { requiredMembers, traitsOf } from './schema';

export type ShapeKind =
  'struct' | 'list' | 'map' | 'document' | 'blob' | 'timestamp' | 'boolean' | 'number' | 'string';

/** A schema looked at once: asking a NormalizedSchema for its members makes new objects every time. */
export class Shape {
  readonly kind: ShapeKind;
  private kept: readonly (readonly [string, Shape])[] | undefined;
  private keptValue: Shape | undefined;
  private keptEvents: readonly [string, Shape] | null | undefined;
  private keptRequired: readonly string[] | undefined;

  constructor(readonly schema: NormalizedSchema) {
    this.kind = schema.isStructSchema()
      ? 'struct'
      : schema.isListSchema()
        ? 'list'
        : schema.isMapSchema()
          ? 'map'
          : schema.isDocumentSchema()
            ? 'document'
            : schema.isBlobSchema()
              ? 'blob'
              : schema.isTimestampSchema()
                ? 'timestamp'
                : schema.isBooleanSchema()
                  ? 'boolean'
                  : schema.isNumericSchema()
                    ? 'number'
                    : 'string';
  }

  /** Of a structure. */
  get members(): readonly (readonly [string, Shape])[] {
    return (this.kept ??= [...this.schema.structIterator()].map(
      ([name, member]) => [name, new Shape(member)] as const,
    ));
  }

  /** Of an output: the member that is a stream of events. Asked of each answer, so looked for once. */
  get events(): readonly [string, Shape] | undefined {
    if (this.keptEvents === undefined)
      this.keptEvents =
        this.members.find(([, m]) => m.kind === 'struct' && m.schema.isStreaming()) ?? null;
    return this.keptEvents ?? undefined;
  }

  /** Of a list or a map. */
  get value(): Shape {
    return (this.keptValue ??= new Shape(this.schema.getValueSchema()));
  }

  /** Members that must be there; an idempotency token need not. */
  get required(): readonly string[] {
    if (!this.keptRequired) {
      const members = new Map(this.members);
      this.keptRequired = requiredMembers(this.schema).filter((name) => {
        const m = members.get(name);
        return m !== undefined && !traitsOf(m.schema)['idempotencyToken'];
      });
    }
    return this.keptRequired;
  }
}

const shapes = new WeakMap<NormalizedSchema, Shape>();

export function shapeOf(schema: NormalizedSchema): Shape {
  let shape = shapes.get(schema);
  if (!shape) shapes.set(schema, (shape = new Shape(schema)));
  return shape;
}
