import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { answersOf, Refusal } from './shapes/answers';
import { Quotas } from './shapes/behaviour';
import type { Shape } from './shapes/format';

/** One call as an account got it, in ms since the epoch. */
export interface ClockedCall {
  readonly api: string;
  /** The pipeline that it names. */
  readonly pipeline: string;
  readonly at: number;
  readonly isThrottled: boolean;
}

export interface ClockedAccount {
  readonly connection: Connection;
  readonly calls: readonly ClockedCall[];
}

type Json = Record<string, unknown>;
interface Request {
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

const SERVICES: Readonly<Record<string, string>> = {
  CodePipeline_20150709: 'codepipeline',
  CodeDeploy_20141006: 'codedeploy',
};
const REGION = 'eu-central-1';

/** How long AWS takes: the same from run to run, and never the same twice in a row. */
function* latencies(least: number, most: number): Generator<number, never> {
  for (let seed = 1; ;) {
    seed = (seed * 48271) % 2147483647;
    yield least + (seed % (most - least));
  }
}

/** Clients are made once for each key. */
let accounts = 0;

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * An account in this process: recorded answers, `quota` calls a second of each API, and the latency of a network. All
 * its time is the timers', so a test's fake clock runs minutes of it in a moment. The SDK's own clients talk to it.
 */
export function clockedAccount(shape: Shape, quota: number): ClockedAccount {
  const calls: ClockedCall[] = [];
  const quotas = new Quotas();
  const operations = answersOf(shape, (all) => ({ page: [...all], token: {} }));
  const latency = latencies(40, 240);

  const perform = (request: Request): Json => {
    const [prefix = '', operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
    const service = SERVICES[prefix] ?? prefix;
    const api = `${service}:${operation}`;
    const input = JSON.parse(new TextDecoder().decode(request.body as Uint8Array)) as Json;
    const isThrottled = !quotas.take(api, quota);
    const pipeline = String(input['name'] ?? input['pipelineName'] ?? '');
    calls.push({ api, pipeline, at: Date.now(), isThrottled });
    if (isThrottled) throw new Refusal('ThrottlingException', 'Rate exceeded');
    const perform = operations[service]?.[operation];
    if (!perform) throw new Refusal('AccessDeniedException', `${api} is denied.`);
    return perform(input);
  };

  const answer = (request: Request): { statusCode: number; body: Json } => {
    try {
      return { statusCode: 200, body: perform(request) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { statusCode: error.status, body: { __type: error.code, message: error.message } };
    }
  };

  const handler = {
    async handle(request: Request) {
      const half = latency.next().value / 2;
      await sleep(half);
      const { statusCode, body } = answer(request);
      await sleep(half);
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      return { response: { statusCode, headers, body: Buffer.from(JSON.stringify(body)) } };
    },
  };
  const connection = connectionTo({
    backend: 'aws',
    endpoint: 'http://clocked.invalid',
    region: REGION,
    credentials: { accessKeyId: `AKIDCLOCKED${++accounts}`, secretAccessKey: 'secret' },
  });
  // A handler goes where its options go: the SDK takes either.
  const timeouts = handler as unknown as Connection['pacing']['timeouts'];
  return { calls, connection: { ...connection, pacing: { ...connection.pacing, timeouts } } };
}
