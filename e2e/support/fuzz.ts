import { request, type IncomingMessage } from 'node:http';
import { services } from '../../engine/services';
import { Registry, type OperationModel } from '../../engine/wire/registry';
import { SERVICES, type ServiceSpec } from '../../engine/wire/services';
import type { EngineProcess } from './engine-process';
import { Chance, disturb, Inputs } from './fuzz-input';

/** Longer than a queue may be asked to wait for a message. */
const ANSWER_MS = 25_000;
const AT_ONCE = 8;

interface HttpRequest {
  method: string;
  path: string;
  query: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
  hostname: string;
  port?: number;
}
interface SdkClient {
  send: (command: unknown) => Promise<unknown>;
  middlewareStack: { add: (middleware: unknown, options: object) => void };
}
interface Target {
  readonly spec: ServiceSpec;
  readonly op: OperationModel;
  readonly client: SdkClient;
  readonly Command: new (input: object) => unknown;
}

export interface Figures {
  readonly calls: number;
  readonly operations: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Calls that the client itself would not send. */
  readonly unsent: number;
  readonly hangs: readonly string[];
  readonly mistakes: readonly string[];
  readonly ms: number;
}

interface Answer {
  readonly status: number | 'closed' | 'hang';
  readonly text: string;
}

/** Sends bytes as they are and reads what comes, as far as it comes. */
function exchange(
  endpoint: URL,
  r: HttpRequest,
  headers: Record<string, string | string[]>,
  body: Buffer | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const query = Object.entries(r.query)
      .flatMap(([k, v]) =>
        (Array.isArray(v) ? v : [v]).map((x) =>
          x === null ? encodeURIComponent(k) : `${encodeURIComponent(k)}=${encodeURIComponent(x)}`,
        ),
      )
      .join('&');
    const call = request({
      host: endpoint.hostname,
      port: endpoint.port,
      method: r.method,
      path: query ? `${r.path}?${query}` : r.path,
      headers,
      agent: false,
    });
    const guard = setTimeout(() => {
      resolve({ status: 'hang', text: '' });
      call.destroy();
    }, ANSWER_MS);
    const done = (answer: Answer): void => {
      clearTimeout(guard);
      resolve(answer);
      call.destroy();
    };
    call.once('response', (response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      // A tail of a log goes on for hours: that it has begun is its answer.
      if (response.headers['content-type'] === 'application/vnd.amazon.eventstream')
        return done({ status, text: '' });
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        if (text.length < 20_000) text += piece;
      });
      response
        .once('end', () => done({ status, text }))
        .once('error', () => done({ status: 'closed', text }));
    });
    call.once('error', () => done({ status: 'closed', text: '' }));
    try {
      call.end(body);
    } catch (error) {
      clearTimeout(guard);
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function damage(
  c: Chance,
  headers: Record<string, string | string[]>,
  body: Buffer | undefined,
): Buffer | undefined {
  const names = Object.keys(headers);
  switch (c.below(8)) {
    case 0:
      return body?.subarray(0, c.below(body.length + 1));
    case 1: {
      const flipped = body && Buffer.from(body);
      if (flipped?.length)
        for (let i = 0; i < 3; i++) flipped[c.below(flipped.length)] = c.below(256);
      return flipped;
    }
    case 2:
      headers['content-type'] = c.one([
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/json',
        'multipart/form-data',
        '',
      ]);
      return body;
    case 3:
      headers['content-length'] = String(c.one([0, Math.max((body?.length ?? 0) - 1, 0)]));
      return body;
    case 4: {
      const name = c.one(names);
      headers[name] = [String(headers[name]), String(headers[name])];
      return body;
    }
    case 5:
      headers['authorization'] = c.one([
        '',
        'AWS4-HMAC-SHA256',
        'Basic eDp5',
        'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=, Signature=',
        `${String(headers['authorization'])}0`,
        String(headers['authorization']).replace(/\/\d{8}\//, '/99999999/'),
      ]);
      return body;
    case 6:
      headers['content-encoding'] = c.one(['gzip', 'aws-chunked', 'br']);
      return body;
    default:
      delete headers[c.one(names)];
      return body;
  }
}

/** What the body is, changed before it is signed; undefined for one that is left as it is. */
function disturbed(c: Chance, spec: ServiceSpec, body: unknown): string | undefined {
  if (typeof body !== 'string' || !body) return undefined;
  if (spec.protocol.includes('json')) return JSON.stringify(disturb(c, JSON.parse(body)));
  if (!spec.protocol.startsWith('rest')) {
    const pairs = [...new URLSearchParams(body)];
    const at = c.below(pairs.length);
    return pairs
      .map(([k, v], i) =>
        i === at && k !== 'Action'
          ? `${encodeURIComponent(c.one([k, `${k}.1`, `${k}.member.99999`, `${k}.entry.x.key`, '']))}=${encodeURIComponent(c.one([v, '', 'NaN', 'x'.repeat(5000)]))}`
          : `${encodeURIComponent(k)}=${encodeURIComponent(v)}`,
      )
      .join('&');
  }
  return c.one([
    body.slice(0, c.below(body.length)),
    body.replace(/<(\w+)>/, '<$1><$1>'),
    `<a>${'<b>'.repeat(3000)}`,
    body.replace(/>[^<]*</, '>NaN<'),
    '',
  ]);
}

/** 10,000 calls that no client of good will makes: valid ones, changed in their input, their body or their bytes. */
export class Fuzzer {
  private readonly c: Chance;
  private readonly known: string[] = ['fuzz', 'fuzz-bucket', '/fuzz'];
  private readonly byStatus: Record<string, number> = {};
  private readonly hangs: string[] = [];
  private readonly mistakes: string[] = [];
  private unsent = 0;

  constructor(
    private readonly engine: EngineProcess,
    seed: number,
  ) {
    this.c = new Chance(seed);
  }

  /** Every operation that is served, each with a real client whose requests pass through `changed`. */
  private async targets(): Promise<Target[]> {
    const registry = new Registry();
    const found: Target[] = [];
    for (const spec of SERVICES.filter((s) => s.name !== 'codeconnections')) {
      const exported = await spec.load();
      const model = await registry.model(spec);
      const Client = exported[
        Object.keys(exported).find((k) => /^[A-Z].*Client$/.test(k) && k !== '__Client') ?? ''
      ] as new (config: object) => SdkClient;
      for (const name of Object.keys(services[spec.name]?.operations ?? {})) {
        const op = model.operations.get(name);
        const Command = exported[`${name}Command`] as Target['Command'] | undefined;
        if (op && Command)
          found.push({ spec, op, client: this.client(Client, spec, name), Command });
      }
    }
    return found;
  }

  private client(
    Client: new (config: object) => SdkClient,
    spec: ServiceSpec,
    name: string,
  ): SdkClient {
    const handle = async (r: HttpRequest): Promise<never> => {
      const { status, text } = await this.send(r);
      this.count(status, `${spec.name}.${name}`, text);
      // What the client makes of it is not asked here.
      throw new Error('answered');
    };
    const client = new Client({
      ...this.engine.client,
      maxAttempts: 1,
      forcePathStyle: true,
      disableHostPrefix: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      requestHandler: { handle },
    });
    const change =
      (next: (args: { request: HttpRequest }) => unknown) => (args: { request: HttpRequest }) => {
        const body = this.c.is(0.35) ? disturbed(this.c, spec, args.request.body) : undefined;
        if (body !== undefined) {
          args.request.body = body;
          args.request.headers['content-length'] = String(Buffer.byteLength(body));
        }
        return next(args);
      };
    client.middlewareStack.add(change, {
      step: 'finalizeRequest',
      priority: 'high',
      name: 'change',
    });
    return client;
  }

  private async send(r: HttpRequest): Promise<Answer> {
    const headers: Record<string, string | string[]> = { ...r.headers };
    const given = r.body;
    const body =
      typeof given === 'string' || given instanceof Uint8Array
        ? Buffer.from(given as string)
        : undefined;
    const bytes = this.c.is(0.25) ? damage(this.c, headers, body) : body;
    if (
      bytes &&
      headers['content-length'] !== undefined &&
      headers['content-length'] === String(body?.length)
    )
      headers['content-length'] = String(bytes.length);
    return exchange(new URL(this.engine.client.endpoint), r, headers, bytes);
  }

  private count(status: Answer['status'], what: string, text: string): void {
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
    if (status === 'hang') this.hangs.push(what);
    if (status === 500 || /InternalFailure/.test(text))
      this.mistakes.push(`${what}: ${text.slice(0, 300)}`);
    if (status !== 200 || this.known.length > 400) return;
    for (const [, name] of text.matchAll(/[">]([\w:/.+=@-]{4,200})["<]/g))
      if (name !== undefined && this.c.is(0.1) && !this.known.includes(name)) this.known.push(name);
  }

  async run(calls: number): Promise<Figures> {
    const began = Date.now();
    const targets = await this.targets();
    // Whatever can be made is made first, so that later calls meet it; then each operation in its turn.
    const order = [...targets].sort(
      (a, b) => Number(/^(Create|Put)/.test(b.op.name)) - Number(/^(Create|Put)/.test(a.op.name)),
    );
    const inputs = new Inputs(this.c, this.known);
    for (let made = 0; made < calls; made += AT_ONCE) {
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, calls - made) }, async (_, i) => {
          const { op, client, Command } = order[(made + i) % order.length] as Target;
          try {
            await client.send(new Command(inputs.make(op.input, op.name) as object));
          } catch (error) {
            if (!(error instanceof Error) || error.message !== 'answered') this.unsent++;
          }
        }),
      );
    }
    return {
      calls,
      operations: targets.length,
      byStatus: this.byStatus,
      unsent: this.unsent,
      hangs: this.hangs,
      mistakes: this.mistakes,
      ms: Date.now() - began,
    };
  }
}
