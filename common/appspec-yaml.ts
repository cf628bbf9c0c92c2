import { isPair, isScalar, LineCounter, visit, type Document, type Scalar } from 'yaml';
import { parseYaml, yamlValue } from './bounded-parse';

/** What is written without quotes and stands for nothing. */
const NOTHING = ['', '~', 'null', 'Null', 'NULL'];
const FLOAT = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const WHOLE = /^(?:0|[1-9]\d{0,9})$/;
/** Digits that begin with a zero are no number to the library. */
const ZERO_FIRST = /^[-+]?0\d+$/;
const MAX_U32 = 4_294_967_295;

const isFloat = (source: string): boolean => FLOAT.test(source) && !ZERO_FIRST.test(source);
const isU32 = (source: string): boolean => WHOLE.test(source) && Number(source) <= MAX_U32;

/** The two values that agent 2 asks for as numbers; a quoted one is none. */
const NUMBERS: Readonly<Record<string, { type: string; is: (source: string) => boolean }>> = {
  version: { type: 'f64', is: isFloat },
  timeout: { type: 'u32', is: isU32 },
};
/** Maps and lists around each: the timeout is that of a script, in an event's list, in `hooks`. */
const DEPTH_OF: Readonly<Record<string, number>> = { version: 1, timeout: 4 };

function checked(document: Document): Document {
  const mistake = document.errors[0];
  if (mistake) throw new SyntaxError(mistake.message.split('\n')[0] ?? '');
  return document;
}

/** As YAML 1.1 has it: a `mode: 0755` without quotes is the number 493, a version in quotes is a text. */
export const readYaml11 = (source: string): unknown =>
  yamlValue(checked(parseYaml(source, { version: '1.1' })));

function asNumber(key: string, scalar: Scalar, lines: LineCounter): void {
  const wanted = NUMBERS[key];
  const source = scalar.source ?? '';
  if (!wanted || scalar.value === null) return;
  if (scalar.type !== 'PLAIN' || !wanted.is(source)) {
    const { line, col } = lines.linePos(scalar.range?.[0] ?? 0);
    throw new SyntaxError(
      `${key}: invalid type: string ${JSON.stringify(source)}, expected ${wanted.type} at line ${line} column ${col}`,
    );
  }
  scalar.value = Number(source);
}

function requireFields(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const field of ['version', 'os'])
    if (!(field in value)) throw new SyntaxError(`missing field \`${field}\``);
}

/**
 * As a library reads it that is told which type each value has to be: what is asked for as text is
 * the text that stands there, whatever it looks like; a number in quotes is a mistake
 * (aws-codedeploy-agent 2.0.0, src/application_specification/parse.rs, by serde_yaml).
 */
export function readTypedYaml(source: string): unknown {
  const lineCounter = new LineCounter();
  const document = checked(parseYaml(source, { schema: 'failsafe', lineCounter }));
  visit(document, {
    Scalar: (_key, scalar) => {
      if (scalar.type === 'PLAIN' && NOTHING.includes(scalar.source ?? '')) scalar.value = null;
    },
  });
  visit(document, {
    Pair: (_key, { key, value }, path) => {
      if (!isScalar(key) || !isScalar(value) || typeof key.value !== 'string') return;
      const depth = path.filter((node) => !isPair(node)).length - 1;
      if (DEPTH_OF[key.value] === depth) asNumber(key.value, value, lineCounter);
    },
  });
  const value = yamlValue(document);
  requireFields(value);
  return value;
}
