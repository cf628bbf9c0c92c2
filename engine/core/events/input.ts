import { isObject } from './matchers';

/** An input path or template that EventBridge refuses. */
export class InputError extends Error {
  override name = 'InputError';
}

const PATH = /^\$(?:\.[A-Za-z_@][\w@-]*|\['[^']+'\]|\[\d+\])*$/;

/** `$.detail.state`, `$.resources[0]`, `$.detail['build-id']`: undefined where the event has nothing. */
export function atPath(event: unknown, path: string): unknown {
  if (!PATH.test(path)) throw new InputError(`Invalid JSON path: ${path}`);
  let value: unknown = event;
  for (const [, name, quoted, index] of path
    .slice(1)
    .matchAll(/\.([A-Za-z_@][\w@-]*)|\['([^']+)'\]|\[(\d+)\]/g)) {
    if (index !== undefined)
      value = Array.isArray(value) ? (value as unknown[])[Number(index)] : undefined;
    else
      value =
        isObject(value) && Object.hasOwn(value, name ?? quoted ?? '')
          ? value[name ?? quoted ?? '']
          : undefined;
  }
  return value;
}

export interface Transformer {
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
}
export interface Rule {
  readonly name: string;
  readonly arn: string;
}

const MAX_TEMPLATE = 8192;

export function checkTransformer({ paths, template }: Transformer): void {
  if (template.length > MAX_TEMPLATE)
    throw new InputError(`The InputTemplate has more than ${MAX_TEMPLATE} characters`);
  for (const [name, path] of Object.entries(paths)) {
    if (/^aws\./i.test(name))
      throw new InputError(`The input path key ${name} must not start with AWS`);
    if (!PATH.test(path)) throw new InputError(`Invalid JSON path: ${path}`);
  }
  for (const [, name = ''] of template.matchAll(/<([\w.-]+)>/g))
    if (!Object.hasOwn(paths, name) && !RESERVED.has(name))
      throw new InputError(
        `InputTemplate for target contains the placeholder ${name} that is not in InputPathsMap`,
      );
}

const RESERVED = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
]);

function variable(
  name: string,
  event: Readonly<Record<string, unknown>>,
  paths: Readonly<Record<string, string>>,
  rule: Rule,
): unknown {
  switch (name) {
    case 'aws.events.rule-arn':
      return rule.arn;
    case 'aws.events.rule-name':
      return rule.name;
    case 'aws.events.event.ingestion-time':
      return event['time'];
    case 'aws.events.event':
      return { ...event, detail: undefined };
    case 'aws.events.event.json':
      return event;
    default:
      return atPath(event, paths[name] ?? '');
  }
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A template with its placeholders filled: bare they become JSON, within a string its text; what is not there leaves nothing. */
export function transform(
  { paths, template }: Transformer,
  event: Readonly<Record<string, unknown>>,
  rule: Rule,
): string {
  let inString = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (part: string, name: string | undefined) => {
    if (part === '"') inString = !inString;
    if (name === undefined) return part;
    const value = variable(name, event, paths, rule);
    if (value === undefined) return inString ? '' : '""';
    if (inString)
      return typeof value === 'string' ? escaped(value) : escaped(JSON.stringify(value));
    return JSON.stringify(value);
  });
}
