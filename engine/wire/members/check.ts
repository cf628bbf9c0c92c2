import { AwsError, notServed } from '../errors';
import { checkCharacters } from './characters';
import { checkConstraints } from './constraints';
import { UNSERVED } from './unserved';

/** A path's steps, and the values that are taken all the same. */
interface Rule {
  readonly path: string;
  readonly steps: readonly string[];
  readonly taken: readonly string[];
}

function ruleOf(entry: string): Rule {
  const [path = '', values = ''] = entry.split('=');
  return { path, steps: path.split('.'), taken: values.split('|').filter(Boolean) };
}

const rules = new Map<string, readonly Rule[]>();
for (const [service, operations] of Object.entries(UNSERVED))
  for (const [operation, entries] of Object.entries(operations))
    rules.set(`${service}:${operation}`, entries.map(ruleOf));

/** Every value at a path; a step with `[]` is each item of a list. */
function valuesAt(value: unknown, steps: readonly string[]): unknown[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const isList = step.endsWith('[]');
  const found = (value as Record<string, unknown>)[isList ? step.slice(0, -2) : step];
  const each = isList ? (Array.isArray(found) ? (found as unknown[]) : []) : [found];
  return each.flatMap((v) => valuesAt(v, rest));
}

/** Whether a value asks for something: nothing, `false`, zero and what holds only that do not. */
const asks = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date)
    ? Object.values(value).some(asks)
    : Boolean(value);

function isTaken(value: unknown, taken: readonly string[]): boolean {
  if (Array.isArray(value)) return value.every((v) => isTaken(v, taken));
  return taken.includes(String(value as string));
}

function checkServed(service: string, operation: string, input: object): void {
  for (const { path, steps, taken } of rules.get(`${service}:${operation}`) ?? [])
    for (const value of valuesAt(input, steps))
      if (asks(value) && !isTaken(value, taken))
        throw notServed(
          service,
          operation,
          taken.length ? `${path} other than ${taken.join(' and ')}` : path,
        );
}

/** Every operation of S3 takes the account that a bucket is to belong to; here it belongs to the one that there is. */
function checkOwner(
  input: { ExpectedBucketOwner?: string; ExpectedSourceBucketOwner?: string },
  accountId: string,
): void {
  for (const owner of [input.ExpectedBucketOwner, input.ExpectedSourceBucketOwner])
    if (owner !== undefined && owner !== accountId)
      throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
}

/**
 * What a client's call is checked for when it may be made, whatever the operation. An AwsError
 * names the first value that AWS's model does not allow, or the first member that would have no
 * effect here (`UNSERVED`).
 */
export function checkInput(
  service: string,
  operation: string,
  input: object,
  accountId: string,
): void {
  checkConstraints(service, operation, input);
  checkCharacters(service, input);
  checkServed(service, operation, input);
  if (service === 's3') checkOwner(input, accountId);
  // Asked for, nothing is done, and the answer is an error all the same (EC2 API reference, "DryRun").
  if (service === 'ec2' && (input as { DryRun?: boolean }).DryRun === true)
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', {
      status: 412,
    });
}
