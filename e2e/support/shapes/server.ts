import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { answersOf, contains, Refusal, type Operation } from './answers';
import { goodBehaviour, Quotas, type Behaviour } from './behaviour';
import {
  assumeRole,
  callerIdentity,
  callerIn,
  isSkewed,
  refusedCaller,
  signedFor,
} from './callers';
import type { Shape } from './format';
import { formOf, sendArchive, sendJson, sendQuery, sendS3Refusal } from './protocols';
import { shifted } from './shift';

export type { Behaviour, KeyState } from './behaviour';

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

const PROXY_PAGE =
  '<!DOCTYPE html><html><head><title>502 Proxy Error</title></head><body><h1>Proxy Error</h1></body></html>';

type Json = Record<string, unknown>;

/** A REST-JSON path of Lambda's, as the operation it is. */
function lambdaCall(path: string): { operation: string; input: Json } | undefined {
  const alias = /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)$/.exec(path);
  if (!alias) return undefined;
  const [, name = '', of = ''] = alias;
  return {
    operation: 'GetAlias',
    input: { FunctionName: decodeURIComponent(name), Name: decodeURIComponent(of) },
  };
}

/** A shape's answers over AWS's own protocols, as AWS behaves at the moment. */
class StandIn {
  readonly behaviour = goodBehaviour();
  readonly calls: string[] = [];
  readonly throttled: string[] = [];
  private readonly quotas = new Quotas();
  private readonly operations: Record<string, Record<string, Operation>>;

  constructor(readonly shape: Shape) {
    this.operations = answersOf(shape, (all, input, most) => {
      const asked = Number(input['maxResults'] ?? most);
      const size = Math.max(1, Math.min(most, asked, this.behaviour.pageSize));
      const from = Number(input['nextToken'] ?? 0);
      const next = from + size;
      return {
        page: all.slice(from, next),
        token: next < all.length ? { nextToken: String(next) } : {},
      };
    });
  }

  /** What an operation answers: what a test has put in its place, what the shape has for this input, what follows from the shape. */
  private perform(service: string, operation: string, input: Json): Json {
    const name = `${service}:${operation}`;
    const key = `${service}.${operation}`;
    const denied = new Refusal(
      'AccessDeniedException',
      `User: ${callerIn(this.shape.account)} is not authorized to perform: ${name} because no identity-based policy allows the ${name} action`,
    );
    if (this.behaviour.deny.has(name)) throw denied;
    const current = this.behaviour.answers.get(key);
    if (current) return current;
    const given = this.shape.answers?.[key]?.find((a) => contains(input, a.when ?? {}));
    if (given?.error) throw new Refusal(given.error.code, given.error.message);
    if (given?.answer) return given.answer;
    const own = Object.hasOwn(this.operations, service) ? this.operations[service] : undefined;
    const perform = own && Object.hasOwn(own, operation) ? own[operation] : undefined;
    if (!perform) throw denied;
    return perform(input);
  }

  /** Whether every n-th call comes round (the throttled call is counted too), or the quota is used up. */
  private isThrottled(api: string): boolean {
    const { throttleEvery, quota } = this.behaviour;
    if (throttleEvery > 0 && this.calls.length % throttleEvery === 0) return true;
    return quota !== undefined && !this.quotas.take(api, quota);
  }

  /** Answers a request, unless the way to AWS is in no order. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { behaviour } = this;
    const body = (await buffer(request)).toString();
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
    response.setHeader('date', new Date(Date.now() + behaviour.clockAheadMs).toUTCString());
    await this.dispatch(request, body, response);
  }

  /** To the protocol that the request speaks. */
  private async dispatch(
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const target = headers['x-amz-target'];
    const path = url.split('?')[0] ?? '/';
    if (typeof target === 'string') return this.answerJson(request, target, body, response);
    const lambda = lambdaCall(path);
    if (lambda) {
      this.calls.push(`lambda:${lambda.operation}`);
      return sendJson(response, () => this.perform('lambda', lambda.operation, lambda.input));
    }
    if (signedFor(request) === 'codestar-notifications')
      return this.answerRest(path, body, response);
    if (method === 'POST') return this.answerQuery(request, body, response);
    return this.answerS3(request, path, response);
  }

  private answerJson(
    request: IncomingMessage,
    target: string,
    body: string,
    response: ServerResponse,
  ): void {
    const [prefix = '', operation = ''] = target.split('.');
    const service = TARGETS[prefix] ?? prefix;
    const api = `${service}:${operation}`;
    sendJson(response, () => {
      if (isSkewed(request, this.behaviour))
        throw new Refusal('InvalidSignatureException', 'Signature expired');
      this.calls.push(api);
      const refused = refusedCaller(request, this.behaviour);
      if (refused) throw refused.json;
      if (this.isThrottled(api)) {
        this.throttled.push(api);
        throw new Refusal('ThrottlingException', 'Rate exceeded');
      }
      return this.perform(service, operation, body ? (JSON.parse(body) as Json) : {});
    });
  }

  /** CodeStar Notifications: REST JSON, with the operation for a path. */
  private answerRest(path: string, body: string, response: ServerResponse): void {
    const operation = path.slice(1, 2).toUpperCase() + path.slice(2);
    this.calls.push(`codestar-notifications:${operation}`);
    sendJson(response, () =>
      this.perform('codestar-notifications', operation, body ? (JSON.parse(body) as Json) : {}),
    );
  }

  /** CloudFormation, EC2 and STS, as the service that the request was signed for tells. */
  private answerQuery(request: IncomingMessage, body: string, response: ServerResponse): void {
    const { behaviour } = this;
    const { account } = this.shape;
    const service = signedFor(request);
    const { Action: action, ...input } = formOf(body);
    const operation = typeof action === 'string' ? action : '';
    this.calls.push(`${service}:${operation}`);
    sendQuery(response, service, operation, () => {
      const refused = refusedCaller(request, behaviour);
      if (refused) throw refused.query;
      if (isSkewed(request, behaviour))
        throw new Refusal('SignatureDoesNotMatch', 'Signature expired');
      if (operation === 'GetCallerIdentity') return callerIdentity(request, behaviour, account);
      if (operation === 'AssumeRole') return assumeRole(input, behaviour, account);
      return this.perform(service, operation, input);
    });
  }

  private async answerS3(
    request: IncomingMessage,
    path: string,
    response: ServerResponse,
  ): Promise<void> {
    const { method = 'GET' } = request;
    this.calls.push(`s3:${method === 'HEAD' ? 'HeadObject' : 'GetObject'}`);
    const key = decodeURIComponent(path).replace(/^\//, '');
    const found = this.shape.objects?.[key] ?? 'there';
    if (this.behaviour.deny.has('s3:GetObject'))
      sendS3Refusal(response, method, new Refusal('AccessDenied', 'Access Denied', 403));
    else if (found === 'gone')
      sendS3Refusal(
        response,
        method,
        new Refusal('NoSuchKey', 'The specified key does not exist.', 404),
      );
    else await sendArchive(response, request, found === 'there' ? {} : found);
  }
}

/** Serves a shape's answers over AWS's own protocols on a free port. `now` is when they are served, in seconds. */
export async function serveShape(recorded: Shape, now = Date.now() / 1000): Promise<ShapeServer> {
  const shift = now - recorded.now;
  const standIn = new StandIn(shifted(recorded, shift));
  const { shape, behaviour, calls, throttled } = standIn;
  const server = createServer((request, response) => {
    standIn.answer(request, response).catch((error: unknown) => {
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
