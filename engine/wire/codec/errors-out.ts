import { traitsOf } from '../schema';
import type { AwsError } from '../errors';
import type { Protocol } from '../services';
import type { ServiceModel } from '../registry';
import { encodeJson } from './json';
import { readable } from './xml-text';

export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string | number>;
  /** Text is sent in one write with its head; bytes take a second. */ readonly body:
    Buffer | string | undefined;
}

/** A text as XML has it. */
export const escapeXml = (s: string): string =>
  readable(s).replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** An error in the protocol's own form; modelled shapes give the status and the code older clients know. */
export function encodeError(
  protocol: Protocol,
  model: ServiceModel | undefined,
  error: AwsError,
  requestId: string,
): WireResponse {
  const schema = model?.errors.get(error.code);
  const traits = schema ? traitsOf(schema) : {};
  const queryError = traits['awsQueryError'] as [string, number] | undefined;
  const status =
    error.status ?? (traits['httpError'] as number | undefined) ?? queryError?.[1] ?? 400;
  const code = queryError?.[0] ?? error.code;
  const message = escapeXml(error.message);
  switch (protocol) {
    case 'json1.0':
    case 'json1.1':
    case 'rest-json': {
      const members = schema
        ? (encodeJson(schema, {
            ...error.members,
            message: error.message,
            Message: error.message,
          }) as object)
        : { message: error.message };
      // REST JSON names the error in its header alone.
      const answer = json(
        status,
        {
          ...(protocol === 'rest-json' ? {} : { __type: error.code }),
          message: error.message,
          ...members,
        },
        protocol,
        requestId,
        error.code,
      );
      // Services that spoke Query before (SQS) name the old code too; boto3 raises that one.
      return queryError
        ? {
            ...answer,
            headers: {
              ...answer.headers,
              'x-amzn-query-error': `${queryError[0]};${status >= 500 ? 'Receiver' : 'Sender'}`,
            },
          }
        : answer;
    }
    case 'query': {
      const type = status >= 500 ? 'Receiver' : 'Sender';
      return xml(
        status,
        `<ErrorResponse xmlns="${model?.spec.xmlNamespace ?? ''}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
        requestId,
      );
    }
    case 'ec2':
      return xml(
        status,
        `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
        requestId,
      );
    case 'rest-xml': {
      const members = Object.entries(error.members)
        .map(([k, v]) => `<${k}>${escapeXml(String(v))}</${k}>`)
        .join('');
      return xml(
        status,
        `<Error><Code>${code}</Code><Message>${message}</Message>${members}<RequestId>${requestId}</RequestId></Error>`,
        requestId,
      );
    }
  }
}

export function json(
  status: number,
  value: unknown,
  protocol: Protocol,
  requestId: string,
  errorType?: string,
): WireResponse {
  return {
    status,
    body: JSON.stringify(value),
    headers: {
      'content-type':
        protocol === 'rest-json'
          ? 'application/json'
          : protocol === 'json1.0'
            ? 'application/x-amz-json-1.0'
            : 'application/x-amz-json-1.1',
      'x-amzn-requestid': requestId,
      ...(errorType ? { 'x-amzn-errortype': errorType } : {}),
    },
  };
}

export function xml(status: number, text: string | Buffer, requestId: string): WireResponse {
  const body =
    typeof text === 'string'
      ? Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`)
      : text;
  return {
    status,
    body,
    headers: {
      'content-type': 'text/xml',
      'x-amzn-requestid': requestId,
      'x-amz-request-id': requestId,
    },
  };
}
