import { compileExpression, ExpressionError, type Expression } from '../../../common/expression';
import { AwsError } from '../errors';
import autoscaling from './models/autoscaling.json';
import cloudformation from './models/cloudformation.json';
import cloudwatch from './models/cloudwatch.json';
import codebuild from './models/codebuild.json';
import codecommit from './models/codecommit.json';
import codeconnections from './models/codeconnections.json';
import codedeploy from './models/codedeploy.json';
import codepipeline from './models/codepipeline.json';
import codestarConnections from './models/codestar-connections.json';
import codestarNotifications from './models/codestar-notifications.json';
import ec2 from './models/ec2.json';
import elbv2 from './models/elbv2.json';
import events from './models/events.json';
import iam from './models/iam.json';
import logs from './models/logs.json';
import s3 from './models/s3.json';
import secretsmanager from './models/secretsmanager.json';
import sns from './models/sns.json';
import sqs from './models/sqs.json';
import ssm from './models/ssm.json';
import sts from './models/sts.json';
import { NOT_ENFORCED } from './not-enforced';

/** What a model says of the value at a path: lengths of texts, counts of lists and maps, sizes of numbers. */
export interface Constraint {
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

interface OperationModel {
  readonly constraints: Readonly<Record<string, Constraint>>;
  /** Errors of the operation that name a member: `InvalidApplicationNameException`. */
  readonly errors?: readonly string[];
}

export const MODELS: Readonly<Record<string, { operations: unknown }>> = {
  autoscaling,
  cloudformation,
  cloudwatch,
  codebuild,
  codecommit,
  codeconnections,
  codedeploy,
  codepipeline,
  'codestar-connections': codestarConnections,
  'codestar-notifications': codestarNotifications,
  ec2,
  elbv2,
  events,
  iam,
  logs,
  s3,
  secretsmanager,
  sns,
  sqs,
  ssm,
  sts,
};

/** The code with which a service refuses a value; the others say ValidationException. */
const CODES: Readonly<Record<string, string>> = {
  autoscaling: 'ValidationError',
  cloudformation: 'ValidationError',
  cloudwatch: 'ValidationError',
  codebuild: 'InvalidInputException',
  ec2: 'InvalidParameterValue',
  elbv2: 'ValidationError',
  iam: 'ValidationError',
  logs: 'InvalidParameterException',
  s3: 'InvalidArgument',
  sns: 'InvalidParameter',
  sqs: 'InvalidParameterValue',
  sts: 'ValidationError',
};

/** The code with which a service refuses a value in general. */
export const codeOfService = (service: string): string => CODES[service] ?? 'ValidationException';

const LONGEST_SHOWN = 200;

/** One constraint with its path taken apart: `a.b[].c`, `tags{key}`, `tags{}`. */
interface Rule {
  readonly steps: readonly string[];
  readonly constraint: Constraint;
  readonly pattern: Expression | undefined;
  readonly code: string;
}

/** Java's way to write a character by its number, in that of RE2, whose time no text can explode. */
export const patternOf = (source: string): Expression =>
  compileExpression(
    source
      // Everything beyond the first plane, as two halves of a pair.
      .replaceAll('\\uD800\\uDC00-\\uDBFF\\uDFFF', '\\x{10000}-\\x{10FFFF}')
      .replaceAll(/\\u([0-9A-Fa-f]{4})/g, '\\x{$1}'),
  );

function codeOf(service: string, path: string, errors: readonly string[]): string {
  const member =
    path
      .replace(/(\[\]|\{\}|\{key\})$/, '')
      .split('.')
      .at(-1) ?? '';
  const own = `Invalid${member.charAt(0).toUpperCase()}${member.slice(1)}Exception`;
  return errors.includes(own) ? own : codeOfService(service);
}

const compiled = new Map<string, readonly Rule[]>();

function rulesOf(service: string, operation: string): readonly Rule[] {
  const name = `${service}:${operation}`;
  const kept = compiled.get(name);
  if (kept) return kept;
  const operations = MODELS[service]?.operations as Record<string, OperationModel> | undefined;
  const model =
    operations && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  const rules = Object.entries(model?.constraints ?? {})
    .filter(([path]) => !NOT_ENFORCED.has(`${name} ${path}`))
    .map(([path, constraint]): Rule => ({
      steps: path.replaceAll(/(\[\]|\{\}|\{key\})/g, '.$1').split('.'),
      constraint,
      pattern: constraint.pattern === undefined ? undefined : patternOf(constraint.pattern),
      code: codeOf(service, path, model?.errors ?? []),
    }));
  compiled.set(name, rules);
  return rules;
}

interface Found {
  readonly value: unknown;
  /** As AWS names it: `stages.1.member.name`. */
  readonly at: string;
}

function children({ value, at }: Found, step: string): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === '[]')
    return Array.isArray(value)
      ? value.map((item: unknown, i) => ({ value: item, at: `${at}.${i + 1}.member` }))
      : [];
  if (step === '{key}') return Object.keys(value).map((key) => ({ value: key, at }));
  if (step === '{}')
    return Object.entries(value).map(([k, v]) => ({ value: v as unknown, at: `${at}.${k}` }));
  const member = (value as Record<string, unknown>)[step];
  // Whatever case a member has in the API: AWS's front ends name it with a small letter.
  const name = step.charAt(0).toLowerCase() + step.slice(1);
  return [{ value: member, at: at === '' ? name : `${at}.${name}` }];
}

function valuesAt(input: object, steps: readonly string[]): Found[] {
  let found: Found[] = [{ value: input, at: '' }];
  for (const step of steps) {
    found = found.flatMap((f) => children(f, step));
    if (!found.length) return found;
  }
  return found;
}

const sizeOf = (value: unknown): readonly [number, 'length' | 'value'] | undefined => {
  if (typeof value === 'number') return [value, 'value'];
  if (typeof value === 'string' || Array.isArray(value)) return [value.length, 'length'];
  const isPlain =
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? [Object.keys(value).length, 'length'] : undefined;
};

/** A text that is too long to be tried is let through: whoever reads it has a limit of his own. */
function fits(pattern: Expression, text: string): boolean {
  try {
    return pattern.whole(text);
  } catch (error) {
    if (error instanceof ExpressionError) return true;
    throw error;
  }
}

/** How a value fails, in the words of AWS's front ends. */
function problem(value: unknown, { constraint, pattern }: Rule): string | undefined {
  const size = sizeOf(value);
  if (size) {
    const [number, what] = size;
    if (constraint.max !== undefined && number > constraint.max)
      return `Member must have ${what} less than or equal to ${constraint.max}`;
    if (constraint.min !== undefined && number < constraint.min)
      return `Member must have ${what} greater than or equal to ${constraint.min}`;
  }
  if (typeof value !== 'string') return undefined;
  if (constraint.enum && !constraint.enum.includes(value))
    return `Member must satisfy enum value set: [${constraint.enum.join(', ')}]`;
  if (pattern && !fits(pattern, value))
    return `Member must satisfy regular expression pattern: ${constraint.pattern ?? ''}`;
  return undefined;
}

const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, LONGEST_SHOWN);

/** What is wrong, as AWS's front ends say it: an item of a list of plain values by the whole list. */
function message(input: object, rule: Rule, { value, at }: Found, why: string): string {
  const failed = (what: unknown, where: string, constraint: string): string =>
    `1 validation error detected: Value '${shown(what)}' at '${where}' failed to satisfy constraint: ${constraint}`;
  if (rule.steps.at(-1) !== '[]') return failed(value, at, why);
  const [list] = valuesAt(input, rule.steps.slice(0, -1));
  return failed(
    `[${(list?.value as unknown[]).map(shown).join(', ')}]`,
    at.replace(/\.\d+\.member$/, ''),
    `Member must satisfy constraint: [${why}]`,
  );
}

/** An AwsError, by the service's own code, for the first value that its public model does not allow. */
export function checkConstraints(service: string, operation: string, input: object): void {
  for (const rule of rulesOf(service, operation))
    for (const found of valuesAt(input, rule.steps)) {
      const { value } = found;
      const why = value === undefined || value === null ? undefined : problem(value, rule);
      if (why !== undefined) throw new AwsError(rule.code, message(input, rule, found, why));
    }
}
