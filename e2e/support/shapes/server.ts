import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { answersOf, contains, Refusal, type Paged } from './answers';
import type { Shape } from './format';
import { shifted } from './shift';

/** Services that speak AWS JSON, by the prefix of their X-Amz-Target header. */
const TARGETS: Readonly<Record<string, string>> = {
  CodePipeline_20150709: 'codepipeline',
  CodeBuild_20161006: 'codebuild',
  CodeDeploy_20141006: 'codedeploy',
  CodeCommit_20150413: 'codecommit',
  Logs_20140328: 'logs',
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  AmazonEC2ContainerServiceV20141113: 'ecs',
  CodeStar_connections_20191201: 'codestar-connections',
  ServiceQuotasV20190624: 'servicequotas',
  AWSStepFunctions: 'states',
  GraniteServiceVersion20100801: 'cloudwatch',
};

/** What AWS knows of an access key: that it has expired, or whose it is (the shape's account, where none is named). */
export type KeyState = 'expired' | { readonly account?: string };

/** How the server behaves; changed while it runs. */
export interface Behaviour {
  /** Every n-th call is throttled; 0 for none. */
  throttleEvery: number;
  delayMs: number;
  /** Calls a second that each API takes, where it has a quota; so many at once after a second of silence. */
  quota: number | undefined;
  /** Operations that are denied: `codepipeline:ListActionExecutions`. */
  deny: Set<string>;
  /** Items a page, where that is less than AWS's most. */
  pageSize: number;
  /** A proxy answers in AWS's place, with this status. */
  proxy: false | 200 | 502;
  /** Connections are cut before an answer. */
  cut: boolean;
  /** Connections stay open, and no answer comes. */
  silent: boolean;
  /** The access keys that are known; without it any are good. */
  keys: ReadonlyMap<string, KeyState> | undefined;
  /** The roles that may be assumed, with the keys that STS gives for them, and the MFA code that it wants. */
  roles: ReadonlyMap<string, { readonly accessKeyId: string; readonly code?: string }>;
  /** GetCallerIdentity names no account. */
  noAccount: boolean;
  /** Answers in place of the recorded ones, `service.Operation`: what changes while the server runs. */
  answers: ReadonlyMap<string, Json>;
  /** How far AWS's clock is ahead of this machine's. */
  clockAheadMs: number;
}

/** How old, or how early, a signature may be (IAM user guide, "Signing AWS API requests": five minutes). */
const MAX_SKEW_MS = 300_000;

/** When a request was signed, by its X-Amz-Date (`20261129T004200Z`). */
const signedAt = (request: IncomingMessage): number =>
  Date.parse(
    String(request.headers['x-amz-date']).replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      '$1-$2-$3T$4:$5:$6Z',
    ),
  );

export interface ShapeServer {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  /** Seconds that all times were moved by. */
  readonly shift: number;
  readonly behaviour: Behaviour;
  /** Calls so far, `service:Operation`. */
  readonly calls: string[];
  /** Those of them that were throttled. */
  readonly throttled: string[];
  /** What is served, its times moved; a test may change it while it is served. */
  readonly shape: Shape;
  stop(): Promise<void>;
}

const keyOf = (request: IncomingMessage): string =>
  /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';

/** The service that a request was signed for. */
const signedFor = (request: IncomingMessage): string =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';

const PROXY_PAGE =
  '<!DOCTYPE html><html><head><title>502 Proxy Error</title></head><body><h1>Proxy Error</h1></body></html>';

type Json = Record<string, unknown>;

const escapeXml = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c,
  );

/** A value of the Query protocol, times ISO 8601: what lists hold are `member`s, in EC2's own form `item`s. */
function xmlOf(name: string, value: unknown, held: 'member' | 'item' = 'member'): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value))
    return `<${name}>${value.map((v: unknown) => xmlOf(held, v, held)).join('')}</${name}>`;
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([k, v]) => xmlOf(k, v, held))
      .join('')}</${name}>`;
  const isTime = typeof value === 'number' && /Time|Timestamp$/.test(name);
  return `<${name}>${escapeXml(isTime ? new Date(value * 1000).toISOString() : String(value as string))}</${name}>`;
}

/** An answer of the Query protocol; EC2 has no element around what it answers (EC2 API reference, "Making requests"). */
const queryAnswer = (service: string, operation: string, result: Json): string =>
  service === 'ec2'
    ? xmlOf(`${operation}Response`, result, 'item')
    : `<${operation}Response>${xmlOf(`${operation}Result`, result)}<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`;

/** A refusal as the Query protocol says it, and as EC2 does; each has a code of its own for what IAM denies. */
function queryError(service: string, { code, message }: Refusal): string {
  const text = escapeXml(message);
  const isDenial = code === 'AccessDeniedException';
  if (service === 'ec2')
    return `<Response><Errors><Error><Code>${isDenial ? 'UnauthorizedOperation' : code}</Code><Message>${text}</Message></Error></Errors><RequestID>${randomUUID()}</RequestID></Response>`;
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${isDenial ? 'AccessDenied' : code}</Code><Message>${text}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
}

/** The form of the Query protocol as an object; nested members keep their dotted names. */
const formOf = (body: string): Json => Object.fromEntries(new URLSearchParams(body));

const zipOf = (files: Readonly<Record<string, string>>): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream as unknown as NodeJS.ReadableStream);
};

/** A REST-JSON path of Lambda's, as the operation it is. */
function lambdaCall(path: string): { operation: string; input: Json } | undefined {
  const alias = /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)$/.exec(path);
  if (alias)
    return {
      operation: 'GetAlias',
      input: {
        FunctionName: decodeURIComponent(alias[1] ?? ''),
        Name: decodeURIComponent(alias[2] ?? ''),
      },
    };
  return undefined;
}

/** Serves a shape's answers over AWS's own protocols on a free port. `now` is when they are served, in seconds. */
export async function serveShape(recorded: Shape, now = Date.now() / 1000): Promise<ShapeServer> {
  const shift = now - recorded.now;
  const shape = shifted(recorded, shift);
  const behaviour: Behaviour = {
    throttleEvery: 0,
    delayMs: 0,
    quota: undefined,
    deny: new Set(),
    pageSize: Infinity,
    proxy: false,
    cut: false,
    silent: false,
    keys: undefined,
    roles: new Map(),
    noAccount: false,
    answers: new Map(),
    clockAheadMs: 0,
  };
  const calls: string[] = [];
  const throttled: string[] = [];
  const paged: Paged = (all, input, most) => {
    const asked = Number(input['maxResults'] ?? most);
    const size = Math.max(1, Math.min(most, asked, behaviour.pageSize));
    const from = Number(input['nextToken'] ?? 0);
    const next = from + size;
    return {
      page: all.slice(from, next),
      token: next < all.length ? { nextToken: String(next) } : {},
    };
  };
  const answers = answersOf(shape, paged);
  const me = `arn:aws:sts::${shape.account}:assumed-role/Viewer/somebody`;

  function perform(service: string, operation: string, input: Json): Json {
    const name = `${service}:${operation}`;
    const denied = (): Refusal =>
      new Refusal(
        'AccessDeniedException',
        `User: ${me} is not authorized to perform: ${name} because no identity-based policy allows the ${name} action`,
      );
    if (behaviour.deny.has(name)) throw denied();
    const current = behaviour.answers.get(`${service}.${operation}`);
    if (current) return current;
    const given = shape.answers?.[`${service}.${operation}`]?.find((a) =>
      contains(input, a.when ?? {}),
    );
    if (given?.error) throw new Refusal(given.error.code, given.error.message);
    if (given?.answer) return given.answer;
    const own = Object.hasOwn(answers, service) ? answers[service] : undefined;
    const perform = own && Object.hasOwn(own, operation) ? own[operation] : undefined;
    if (!perform) throw denied();
    return perform(input);
  }

  /** Why this caller is refused before anything is done: as AWS JSON says it, and as the Query protocol does. */
  function refusedCaller(request: IncomingMessage): { json: Refusal; query: Refusal } | undefined {
    const { keys } = behaviour;
    const known = keys?.get(keyOf(request));
    if (!keys || (known && known !== 'expired')) return undefined;
    const [json, query, end] =
      known === 'expired'
        ? ['ExpiredTokenException', 'ExpiredToken', 'expired']
        : ['UnrecognizedClientException', 'InvalidClientTokenId', 'invalid'];
    const message = `The security token included in the request is ${end}`;
    return { json: new Refusal(json, message), query: new Refusal(query, message) };
  }

  const accountOf = (request: IncomingMessage): string => {
    const known = behaviour.keys?.get(keyOf(request));
    return (known !== 'expired' && known?.account) || shape.account;
  };

  /** AssumeRole as STS answers it: the role's own keys, a refusal that names who and which, or of the MFA code. */
  function assumeRole(input: Json): Json {
    const arn = String(input['RoleArn']);
    const role = behaviour.roles.get(arn);
    if (!role)
      throw new Refusal(
        'AccessDeniedException',
        `User: ${me} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      );
    if (role.code !== undefined && role.code !== input['TokenCode'])
      throw new Refusal(
        'AccessDeniedException',
        'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
      );
    return {
      AssumedRoleUser: { Arn: arn, AssumedRoleId: 'AROAEXAMPLE:somebody' },
      Credentials: {
        AccessKeyId: role.accessKeyId,
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      },
    };
  }

  const buckets = new Map<string, { tokens: number; at: number }>();

  /** Whether an API's quota is used up: a token bucket, as AWS's own are (EC2 API reference, "Request throttling"). */
  function isOverQuota(api: string): boolean {
    const { quota } = behaviour;
    if (quota === undefined) return false;
    const at = Date.now();
    const bucket = buckets.get(api) ?? { tokens: quota, at };
    const tokens = Math.min(quota, bucket.tokens + ((at - bucket.at) / 1000) * quota);
    buckets.set(api, { tokens: tokens < 1 ? tokens : tokens - 1, at });
    return tokens < 1;
  }

  /** Whether every n-th call comes round; the throttled call is counted too. */
  const isThrottled = (api: string): boolean =>
    (behaviour.throttleEvery > 0 && calls.length % behaviour.throttleEvery === 0) ||
    isOverQuota(api);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await buffer(request)).toString();
    const target = request.headers['x-amz-target'];
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (behaviour.delayMs) await new Promise((done) => setTimeout(done, behaviour.delayMs));
    if (behaviour.silent) return;
    if (behaviour.cut) {
      request.socket.destroy();
      return;
    }
    if (behaviour.proxy) {
      response.writeHead(behaviour.proxy, { 'content-type': 'text/html' }).end(PROXY_PAGE);
      return;
    }
    response.setHeader('x-amzn-requestid', randomUUID());
    const now = Date.now() + behaviour.clockAheadMs;
    response.setHeader('date', new Date(now).toUTCString());
    const caller = refusedCaller(request);
    if (typeof target === 'string') {
      const [prefix = '', operation = ''] = target.split('.');
      if (Math.abs(now - signedAt(request)) > MAX_SKEW_MS)
        return sendJson(response, () => {
          throw new Refusal('InvalidSignatureException', 'Signature expired');
        });
      if (caller)
        return sendJson(response, () => {
          calls.push(`${TARGETS[prefix] ?? prefix}:${operation}`);
          throw caller.json;
        });
      return answerJson(TARGETS[prefix] ?? prefix, operation, body, response);
    }
    const lambda = lambdaCall(path);
    if (lambda) {
      calls.push(`lambda:${lambda.operation}`);
      return sendJson(response, () => perform('lambda', lambda.operation, lambda.input));
    }
    if (signedFor(request) === 'codestar-notifications') return answerRest(path, body, response);
    if (request.method === 'POST') return answerQuery(request, body, response);
    return answerS3(request.method ?? 'GET', path, response);
  }

  function sendJson(response: ServerResponse, make: () => Json): void {
    try {
      const made = JSON.stringify(make());
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(made);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response
        .writeHead(error.status, {
          'content-type': 'application/x-amz-json-1.1',
          'x-amzn-errortype': error.code,
        })
        .end(JSON.stringify({ __type: error.code, message: error.message }));
    }
  }

  function answerJson(
    service: string,
    operation: string,
    body: string,
    response: ServerResponse,
  ): void {
    calls.push(`${service}:${operation}`);
    sendJson(response, () => {
      if (isThrottled(`${service}:${operation}`)) {
        throttled.push(`${service}:${operation}`);
        throw new Refusal('ThrottlingException', 'Rate exceeded');
      }
      return perform(service, operation, body ? (JSON.parse(body) as Json) : {});
    });
  }

  /** CodeStar Notifications: REST JSON, with the operation for a path. */
  function answerRest(path: string, body: string, response: ServerResponse): void {
    const operation = path.slice(1, 2).toUpperCase() + path.slice(2);
    calls.push(`codestar-notifications:${operation}`);
    sendJson(response, () =>
      perform('codestar-notifications', operation, body ? (JSON.parse(body) as Json) : {}),
    );
  }

  /** CloudFormation, EC2 and STS, as the service that the request was signed for tells. */
  function answerQuery(request: IncomingMessage, body: string, response: ServerResponse): void {
    const service = signedFor(request);
    const { Action: action, ...input } = formOf(body);
    const operation = typeof action === 'string' ? action : '';
    calls.push(`${service}:${operation}`);
    try {
      const refused = refusedCaller(request)?.query;
      if (refused) throw refused;
      if (Math.abs(Date.now() + behaviour.clockAheadMs - signedAt(request)) > MAX_SKEW_MS)
        throw new Refusal('SignatureDoesNotMatch', 'Signature expired');
      const result =
        operation === 'GetCallerIdentity'
          ? {
              Arn: me,
              UserId: 'AROAEXAMPLE:somebody',
              ...(behaviour.noAccount ? {} : { Account: accountOf(request) }),
            }
          : operation === 'AssumeRole'
            ? assumeRole(input)
            : perform(service, operation, input);
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(queryAnswer(service, operation, result));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isDenial = error.code === 'AccessDeniedException';
      response
        .writeHead(isDenial ? 403 : 400, { 'content-type': 'text/xml' })
        .end(queryError(service, error));
    }
  }

  async function answerS3(method: string, path: string, response: ServerResponse): Promise<void> {
    calls.push(`s3:${method === 'HEAD' ? 'HeadObject' : 'GetObject'}`);
    const key = decodeURIComponent(path).replace(/^\//, '');
    const found = shape.objects?.[key] ?? 'there';
    if (behaviour.deny.has('s3:GetObject')) {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end(
        method === 'HEAD'
          ? ''
          : '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
      );
    } else if (found === 'gone') {
      response.writeHead(404, { 'content-type': 'application/xml' });
      response.end(
        method === 'HEAD'
          ? ''
          : '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>',
      );
    } else {
      const zip = await zipOf(found === 'there' ? {} : found);
      response.writeHead(200, { 'content-type': 'application/zip', 'content-length': zip.length });
      response.end(method === 'HEAD' ? undefined : zip);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: shape.region,
    account: shape.account,
    shift,
    behaviour,
    calls,
    throttled,
    shape,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
