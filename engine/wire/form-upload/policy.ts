import { nestsTooDeep } from '../../../common/bounded-parse';
import { AwsError } from '../errors';

/** One of a policy's conditions on a field; `text` is what the field is, or begins with. */
interface FieldCondition {
  readonly operator: 'eq' | 'starts-with';
  /** In small letters. */
  readonly field: string;
  readonly text: string;
}

/** Bytes of the file, both included. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

export interface PostPolicy {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly conditions: readonly FieldCondition[];
  readonly length: LengthRange;
}

const invalid = (why: string, cause?: unknown): AwsError =>
  new AwsError('InvalidPolicyDocument', `Invalid Policy: ${why}`, { status: 400, cause });

const denied = (why: string): AwsError =>
  new AwsError('AccessDenied', `Invalid according to Policy: ${why}`, { status: 403 });

/** [doc] "The expiration element … in ISO 8601 UTC date format", with or without parts of a second. */
const EXPIRATION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

function expiration(value: unknown): number {
  if (value === undefined) throw invalid('Policy missing expiration.');
  const at = typeof value === 'string' && EXPIRATION.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(at)) throw invalid(`Invalid 'expiration' value: '${String(value)}'`);
  return at;
}

function bytes(value: unknown): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw invalid(
      'Invalid content-length-range: its ends must be whole numbers, and not negative.',
    );
  return number;
}

function fieldCondition(operator: unknown, name: unknown, text: unknown): FieldCondition {
  const known = typeof operator === 'string' ? operator.toLowerCase() : '';
  if (known !== 'eq' && known !== 'starts-with')
    throw invalid(`Invalid condition: the operator '${String(operator)}' is none of S3's.`);
  if (typeof name !== 'string' || !name.startsWith('$') || typeof text !== 'string')
    throw invalid(`Invalid condition: '${known}' takes a field ($name) and a text.`);
  return { operator: known, field: name.slice(1).toLowerCase(), text };
}

function simpleConditions(condition: object): FieldCondition[] {
  return Object.entries(condition).map(([name, text]) => {
    if (typeof text !== 'string')
      throw invalid('Invalid Simple-Condition: value must be a string.');
    return { operator: 'eq', field: name.toLowerCase(), text };
  });
}

function parsed(encoded: string): Readonly<Record<string, unknown>> {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  if (nestsTooDeep(text)) throw invalid('Invalid JSON: it is nested too deeply.');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw invalid('Invalid JSON.', cause);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw invalid('Invalid JSON: the policy is not an object.');
  return document as Readonly<Record<string, unknown>>;
}

/** A form's policy as it is sent, in base64 (S3 API reference, "POST policy"). Throws InvalidPolicyDocument. */
export function parsePolicy(encoded: string): PostPolicy {
  const document = parsed(encoded);
  const expiresAt = expiration(document['expiration']);
  const given = document['conditions'];
  if (!Array.isArray(given)) throw invalid('Policy missing conditions.');
  const conditions: FieldCondition[] = [];
  let length: LengthRange = { min: 0, max: Infinity };
  for (const condition of given as unknown[]) {
    if (typeof condition !== 'object' || condition === null)
      throw invalid('Invalid condition: it is neither an object nor a list.');
    if (!Array.isArray(condition)) {
      conditions.push(...simpleConditions(condition));
      continue;
    }
    const [operator, first, second] = condition as unknown[];
    if (condition.length !== 3) throw invalid('Invalid condition: a list must have three parts.');
    if (typeof operator === 'string' && operator.toLowerCase() === 'content-length-range')
      length = {
        min: Math.max(length.min, bytes(first)),
        max: Math.min(length.max, bytes(second)),
      };
    else conditions.push(fieldCondition(operator, first, second));
  }
  return { expiresAt, conditions, length };
}

function holds({ operator, field, text }: FieldCondition, value: string): boolean {
  if (operator === 'eq') return value === text;
  // [doc] A list of content types holds where each of it does.
  return (field === 'content-type' ? value.split(',') : [value]).every((v) =>
    v.trim().startsWith(text),
  );
}

/** [doc] Fields that a policy need not name. */
const isFree = (field: string): boolean =>
  ['file', 'policy', 'signature', 'x-amz-signature', 'awsaccesskeyid'].includes(field) ||
  field.startsWith('x-ignore-');

/** Throws AccessDenied unless a policy allows a form with these fields (by small names, the bucket among them), now. */
export function checkPolicy(
  policy: PostPolicy,
  fields: ReadonlyMap<string, string>,
  now: number,
): void {
  if (policy.expiresAt <= now) throw denied('Policy expired.');
  for (const condition of policy.conditions) {
    const { operator, field, text } = condition;
    if (!holds(condition, fields.get(field) ?? ''))
      throw denied(
        `Policy Condition failed: [${[operator, `$${field}`, text].map((t) => JSON.stringify(t)).join(', ')}]`,
      );
  }
  const named = new Set(policy.conditions.map((c) => c.field));
  const extra = [...fields.keys()].filter((field) => !named.has(field) && !isFree(field));
  if (extra.length) throw denied(`Extra input fields: ${extra.join(', ')}`);
}
