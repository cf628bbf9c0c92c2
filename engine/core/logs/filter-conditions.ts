import { matchesWildcard } from '../wildcard';
import { FilterError } from './filter-error';

/** Whether a condition holds for what its names stand for. */
export type Test = (value: (name: string) => unknown) => boolean;

function equal(actual: unknown, wanted: string): boolean {
  if (actual === undefined || actual === null) return false;
  const text = typeof actual === 'string' ? actual : JSON.stringify(actual);
  if (wanted.includes('*')) return matchesWildcard(wanted.split('*'), text);
  return text === wanted || (typeof actual === 'number' && Number(wanted) === actual);
}

const number = (v: unknown): number =>
  typeof v === 'number' ? v : typeof v === 'string' && v.trim() !== '' ? Number(v) : NaN;
const COMPARE: Readonly<Record<string, (a: unknown, b: string) => boolean>> = {
  '=': equal,
  '!=': (a, b) => !equal(a, b),
  '>': (a, b) => number(a) > Number(b),
  '<': (a, b) => number(a) < Number(b),
  '>=': (a, b) => number(a) >= Number(b),
  '<=': (a, b) => number(a) <= Number(b),
};

/** Reads conditions joined by && and ||, in brackets where wanted. `name` is how a name looks. */
class Parser {
  constructor(
    private rest: string,
    private readonly name: RegExp,
    private readonly regex: (text: string) => (s: string) => boolean,
  ) {}

  private take(pattern: RegExp): RegExpExecArray | undefined {
    this.rest = this.rest.trimStart();
    const m = pattern.exec(this.rest);
    if (m) this.rest = this.rest.slice(m[0].length);
    return m ?? undefined;
  }

  whole(): Test {
    const test = this.either();
    if (this.rest.trim() !== '')
      throw new FilterError(`'${this.rest.trim().slice(0, 40)}' is not understood`);
    return test;
  }

  private either(): Test {
    const all = [this.both()];
    while (this.take(/^\|\|/)) all.push(this.both());
    return (v) => all.some((t) => t(v));
  }

  private both(): Test {
    const all = [this.one()];
    while (this.take(/^&&/)) all.push(this.one());
    return (v) => all.every((t) => t(v));
  }

  private one(): Test {
    if (this.take(/^\(/)) {
      const inner = this.either();
      if (!this.take(/^\)/)) throw new FilterError('a ) is missing');
      return inner;
    }
    const name = this.take(this.name)?.[0];
    if (name === undefined)
      throw new FilterError(`expected a name at '${this.rest.trim().slice(0, 40)}'`);
    const word = this.take(/^(IS\s+TRUE|IS\s+FALSE|IS\s+NULL|NOT\s+EXISTS)\b/)?.[1]?.replace(
      /\s+/g,
      ' ',
    );
    if (word === 'IS TRUE') return (v) => v(name) === true;
    if (word === 'IS FALSE') return (v) => v(name) === false;
    if (word === 'IS NULL') return (v) => v(name) === null;
    if (word === 'NOT EXISTS') return (v) => v(name) === undefined;
    const operator = this.take(/^(!=|>=|<=|=|>|<)/)?.[0] ?? '';
    const compare = COMPARE[operator];
    if (!compare) throw new FilterError(`expected = != > < >= <= after ${name}`);
    const pattern = this.take(/^%([^%]*)%/)?.[1];
    if (pattern !== undefined) {
      const test = this.regex(pattern);
      return (v) => {
        const actual = v(name);
        return actual !== undefined && test(String(actual)) === (operator === '=');
      };
    }
    const value =
      this.take(/^"((?:[^"\\]|\\.)*)"/)?.[1]?.replace(/\\(.)/g, '$1') ??
      this.take(/^[^\s()&|]+/)?.[0];
    if (value === undefined) throw new FilterError(`expected a value after ${name} ${operator}`);
    return (v) => compare(v(name), value);
  }
}

export const parseCondition = (
  text: string,
  name: RegExp,
  regex: (text: string) => (s: string) => boolean,
): Test => new Parser(text, name, regex).whole();
