import { own } from '../own';
import { isTable } from './template-error';

/** What a property holds. `json` is a document of its own, such as a policy. */
export type Shape =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'json'
  | readonly [item: Shape]
  | ObjectShape
  | MapShape
  | OnlyShape;
export interface ObjectShape {
  readonly members: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** Members of any name beside these, where the type is open. */
  readonly others?: Shape;
}
/** Keys of the template's own, such as an action's configuration. */
export interface MapShape {
  readonly mapOf: Shape;
}
/** A member that the engine has no choice about: any other value is not served. */
export interface OnlyShape {
  readonly only: string | boolean;
}

export interface CheckedProperties {
  /** The properties, each of its kind: CloudFormation takes `"30"` for 30 and 30 for `"30"`. */
  readonly value: unknown;
  /** What breaks the type's schema, in the words of CloudFormation's validator. */
  readonly violations: readonly string[];
  /** Paths of members that the engine would have to drop. */
  readonly unserved: readonly string[];
}

const found = (value: unknown): string => {
  if (Array.isArray(value)) return 'JSONArray';
  if (typeof value === 'object') return 'JSONObject';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'BigDecimal';
  return 'String';
};
const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

class Checker {
  readonly violations: string[] = [];
  readonly unserved: string[] = [];

  private wrong(pointer: string, expected: string, value: unknown): unknown {
    this.violations.push(`${pointer}: expected type: ${expected}, found: ${found(value)}`);
    return value;
  }

  check(shape: Shape, value: unknown, pointer: string, path: string): unknown {
    if (typeof shape === 'string') return this.scalar(shape, value, pointer);
    if ('only' in shape) {
      const checked = this.scalar(
        typeof shape.only === 'boolean' ? 'boolean' : 'string',
        value,
        pointer,
      );
      if (checked !== shape.only && isScalar(checked)) this.drop(path);
      return checked;
    }
    if ('members' in shape)
      return isTable(value)
        ? this.object(shape, value, pointer, path)
        : this.wrong(pointer, 'JSONObject', value);
    if ('mapOf' in shape)
      return isTable(value)
        ? Object.fromEntries(
            Object.entries(value).map(([k, v]) => [
              k,
              this.check(shape.mapOf, v, `${pointer}/${k}`, path),
            ]),
          )
        : this.wrong(pointer, 'JSONObject', value);
    return Array.isArray(value)
      ? value.map((item, i) => this.check(shape[0], item, `${pointer}/${i}`, path))
      : this.wrong(pointer, 'JSONArray', value);
  }

  private scalar(
    kind: 'string' | 'integer' | 'boolean' | 'json',
    value: unknown,
    pointer: string,
  ): unknown {
    switch (kind) {
      case 'json':
        return value;
      case 'string':
        return isScalar(value) ? String(value) : this.wrong(pointer, 'String', value);
      case 'integer': {
        const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
        return Number.isInteger(number) ? number : this.wrong(pointer, 'Integer', value);
      }
      case 'boolean':
        if (value === 'true' || value === 'false') return value === 'true';
        return typeof value === 'boolean' ? value : this.wrong(pointer, 'Boolean', value);
    }
  }

  private drop(path: string): void {
    if (!this.unserved.includes(path)) this.unserved.push(path);
  }

  private object(
    shape: ObjectShape,
    value: Readonly<Record<string, unknown>>,
    pointer: string,
    path: string,
  ): unknown {
    for (const name of shape.required ?? [])
      if (!Object.hasOwn(value, name))
        this.violations.push(`${pointer}: required key [${name}] not found`);
    return Object.fromEntries(
      Object.entries(value).map(([name, below]) => {
        const member = own(shape.members, name) ?? shape.others;
        const deeper = path === '' ? name : `${path}.${name}`;
        if (member !== undefined)
          return [name, this.check(member, below, `${pointer}/${name}`, deeper)];
        this.drop(deeper);
        return [name, below];
      }),
    );
  }
}

/** A resource's properties against what its type takes here. `documented` are all of AWS's of the first level. */
export function checkProperties(
  shape: ObjectShape,
  value: unknown,
  documented: readonly string[],
): CheckedProperties {
  const checker = new Checker();
  const checked = checker.check(shape, value, '#', '');
  const extraneous = checker.unserved.filter((p) => !p.includes('.') && !documented.includes(p));
  return {
    value: checked,
    violations: [
      ...extraneous.map((name) => `#: extraneous key [${name}] is not permitted`),
      ...checker.violations,
    ],
    unserved: checker.unserved.filter((p) => !extraneous.includes(p)),
  };
}
