import { NormalizedSchema } from '@smithy/core/schema';
import type { OperationModel, ServiceModel } from '../registry';
import { readable, referring } from './xml-text';
import { xmlOf } from './xml-writer';

const META = [3, 'starboard', 'ResponseMetadata', 0, ['RequestId'], [0]];
const wrappers = new WeakMap<OperationModel, NormalizedSchema>();

function wrapper(op: OperationModel, ec2: boolean): NormalizedSchema {
  let schema = wrappers.get(op);
  if (!schema) {
    const raw = op.output.getSchema() as unknown as unknown[];
    const body = ec2
      ? [
          3,
          'starboard',
          `${op.name}Response`,
          0,
          [...(raw[4] as string[]), 'requestId'],
          [...(raw[5] as unknown[]), 0],
        ]
      : [
          3,
          'starboard',
          `${op.name}Response`,
          0,
          [`${op.name}Result`, 'ResponseMetadata'],
          [[3, 'starboard', `${op.name}Result`, 0, raw[4], raw[5]], META],
        ];
    schema = NormalizedSchema.of(body as never);
    wrappers.set(op, schema);
  }
  return schema;
}

export function writeXml(model: ServiceModel, schema: NormalizedSchema, value: object): Buffer {
  const text = xmlOf(schema, value, model.spec.xmlNamespace);
  return Buffer.from(model.spec.name === 's3' ? referring(text) : readable(text));
}

/** `XResponse{XResult, ResponseMetadata}`; EC2: the members and `requestId` side by side. */
export function encodeQueryResponse(
  model: ServiceModel,
  op: OperationModel,
  value: unknown,
  requestId: string,
): Buffer {
  const ec2 = model.spec.protocol === 'ec2';
  const body = ec2
    ? { ...(value as object), requestId }
    : { [`${op.name}Result`]: value ?? {}, ResponseMetadata: { RequestId: requestId } };
  return writeXml(model, wrapper(op, ec2), body);
}
