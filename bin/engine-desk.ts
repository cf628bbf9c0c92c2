import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { DeployCommand } from '../engine/core/deployment/journal';
import type { EngineDesk } from '../engine/programs/host-agent';
import { sha256, sign, stringToSign } from '../engine/wire/sigv4';

export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

export interface DeskOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly instanceName: string;
  /** Asked for every request: those of a session expire. */
  readonly keys: () => Promise<SessionKeys>;
}

const SERVICE = 'codedeploy';

/** Headers of a request that these keys have signed. */
function signedHeaders(
  url: URL,
  method: string,
  body: string,
  { accessKeyId, secretAccessKey, sessionToken }: SessionKeys,
  region: string,
): Record<string, string> {
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const payloadHash = sha256(body);
  const headers: Record<string, string> = {
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': timestamp,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = ['host', ...Object.keys(headers)].sort();
  const scope = { date: timestamp.slice(0, 8), region, service: SERVICE };
  const signed = {
    accessKeyId,
    scope,
    timestamp,
    signedHeaders: names,
    signature: '',
    sessionToken,
    payloadHash,
    presigned: false,
    expires: undefined,
  };
  const asked = {
    method,
    rawPath: url.pathname,
    rawQuery: '',
    query: new URLSearchParams(),
    headers: { host: url.host, ...headers } satisfies IncomingHttpHeaders,
  };
  const text = stringToSign(asked as Parameters<typeof stringToSign>[0], signed, payloadHash);
  const credential = `${accessKeyId}/${scope.date}/${region}/${SERVICE}/aws4_request`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${sign(secretAccessKey, scope, text)}`,
  };
}

/** What an on-premises instance's agent asks of the engine, signed as the instance. */
export function engineDesk({ endpoint, region, instanceName, keys }: DeskOptions): EngineDesk {
  const ask = async (what: string, body?: object): Promise<Response> => {
    const url = new URL(
      `/_starboard/on-premises/${encodeURIComponent(instanceName)}/${what}`,
      endpoint,
    );
    const method = body === undefined ? 'GET' : 'POST';
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = signedHeaders(url, method, text, await keys(), region);
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'error',
      ...(body === undefined ? {} : { body: text }),
    });
    if (response.ok) return response;
    const { code = '', message = '' } = (await response.json().catch(() => ({}))) as Record<
      string,
      string
    >;
    throw new Error(`The engine refused ${what}: ${code} ${message}`.trim());
  };
  const json = async <T>(response: Promise<Response>): Promise<T> => (await response).json() as T;
  return {
    commands: async () => {
      const { commands } = await json<{ commands: readonly DeployCommand[] }>(ask('commands'));
      return commands;
    },
    bundle: async (id) => {
      const { body } = await ask(`bundle/${id}`);
      return body ? Readable.fromWeb(body as ReadableStream) : Readable.from([]);
    },
    acknowledge: async (id) => {
      await ask(`acknowledge/${id}`, {});
    },
    report: (said) => json(ask('report', said)),
  };
}
