import { bindings } from './codec/rest';
import { decodeJson } from './codec/json';
import { parseText } from './codec/scalars';
import { AwsError } from './errors';
import type { OperationModel, ServiceModel } from './registry';
import { decodeSegment, type WireRequest } from './request';

export interface RestJsonMatch {
  readonly op: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
}

/** The labels of a path that fits the template `/untagResource/{Arn}`; `undefined` when it does not. */
function labelsOf(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const text = given[i] ?? '';
    if (name !== undefined && text !== '') labels[name] = decodeSegment(text);
    else if (part !== text) return undefined;
  }
  return labels;
}

/** The operation of a method and a path. Throws `UnknownOperationException` as AWS's front ends do. */
export function matchRestJson(model: ServiceModel, request: WireRequest): RestJsonMatch {
  for (const op of model.operations.values()) {
    if (op.http?.[0] !== request.method) continue;
    const labels = labelsOf(op.http[1], request.rawPath);
    if (labels) return { op, labels };
  }
  throw new AwsError(
    'UnknownOperationException',
    `${model.spec.name} has no operation at ${request.method} ${request.rawPath.slice(0, 200)}.`,
    { status: 404 },
  );
}

/** A request's input: the body's members, and those that travel in the path and the query. */
export function decodeRestJson(
  { op, labels }: RestJsonMatch,
  request: WireRequest,
  body: unknown,
): Record<string, unknown> {
  const input = decodeJson(op.input, body) as Record<string, unknown>;
  for (const b of bindings(op.input)) {
    const texts =
      b.at === 'label'
        ? [labels[b.name] ?? '']
        : b.at === 'query'
          ? request.query.getAll(b.key)
          : undefined;
    if (!texts) continue;
    const [first] = texts;
    if (first === undefined) delete input[b.name];
    else
      input[b.name] = b.schema.isListSchema()
        ? texts.map((t) => parseText(b.schema.getValueSchema(), t, b.name))
        : parseText(b.schema, first, b.name);
  }
  return input;
}
