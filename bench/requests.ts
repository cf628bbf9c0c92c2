import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { spawn } from 'node:child_process';
import { Agent, request, type OutgoingHttpHeaders } from 'node:http';
import { median, startProgram, type Figures, type Started } from './engine';
import { LISTED, LISTS, makeModels, multiplyModels } from './lists';

const SECONDS = 4;
const ROUNDS = 3;
const READY = /engine ready/;

interface Recorded {
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** What the SDK would send to the engine, signature included: replayed as it is, for a signature may be used for a quarter of an hour. */
async function record(
  engine: Started,
  call: (client: Started['client']) => Promise<unknown>,
): Promise<Recorded> {
  let recorded: Recorded | undefined;
  const requestHandler = {
    handle: (sent: Recorded) => {
      recorded = { path: sent.path, headers: sent.headers, body: sent.body };
      return Promise.reject(new Error('recorded'));
    },
  };
  await call({ ...engine.client, maxAttempts: 1, requestHandler } as never).catch(() => undefined);
  if (!recorded) throw new Error('nothing was sent');
  return recorded;
}

/** Sends what was recorded and reads the answer to its end. */
function send(port: number, what: Recorded, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const { path, headers } = what;
    const q = request({ host: '127.0.0.1', port, method: 'POST', path, agent, headers }, (r) => {
      const chunks: Buffer[] = [];
      r.on('data', (chunk: Buffer) => chunks.push(chunk));
      r.on('end', () => {
        if (r.statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`status ${r.statusCode ?? 0}: ${Buffer.concat(chunks).toString()}`));
      });
    });
    q.on('error', reject);
    q.end(what.body);
  });
}

/** How long each request took that was sent within the time, in milliseconds. */
async function load(
  port: number,
  what: Recorded,
  connections: number,
  seconds: number,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + seconds * 1000;
  const took: number[] = [];
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      await send(port, what, agent);
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  return took;
}

/** A bare `node:http` server, a process of its own that answers the same bytes. */
async function startBare(bytes: string): Promise<{ port: number; stop: () => void }> {
  const server = spawn(
    process.execPath,
    [
      '-e',
      `const { createServer } = require('node:http');
      let bytes = '';
      process.stdin.on('data', (text) => { bytes += text; }).setEncoding('utf8');
      process.stdin.on('end', () => {
        const server = createServer((request, response) => {
          request.resume();
          request.on('end', () => response.end(bytes));
        });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
      });`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  server.stdin.end(bytes);
  const port = await new Promise<number>((resolve) =>
    server.stdout.once('data', (c: Buffer) => resolve(Number(c.toString()))),
  );
  return { port, stop: () => void server.kill() };
}

/** The engine and the bare server in turn, each as long, on the same machine. */
async function paired<T>(
  engine: Started,
  what: Recorded,
  measure: (ours: number, theirs: number) => Promise<T>,
): Promise<T> {
  const port = Number(new URL(engine.endpoint).port);
  const agent = new Agent();
  const bare = await startBare(await send(port, what, agent));
  try {
    return await measure(port, bare.port);
  } finally {
    bare.stop();
  }
}

async function measureGet(engine: Started): Promise<Figures> {
  const what = await record(engine, (c) =>
    new CodePipeline(c).getPipeline({ name: 'pipeline-000' }),
  );
  return paired(engine, what, async (port, barePort) => {
    const figures: Figures = [];
    for (const connections of [1, 8]) {
      const rates = async (of: number): Promise<number> =>
        (await load(of, what, connections, SECONDS)).length / SECONDS;
      const pairs: [number, number][] = [];
      for (let i = 0; i < ROUNDS; i++) pairs.push([await rates(port), await rates(barePort)]);
      const ours = median(pairs.map((p) => p[0]));
      const theirs = median(pairs.map((p) => p[1]));
      figures.push([
        `GetPipeline, ${connections} connection${connections > 1 ? 's' : ''}, median of ${ROUNDS} × ${SECONDS} s`,
        `${ours.toFixed(0)}/s; bare node:http ${theirs.toFixed(0)}/s; ${(ours / theirs).toFixed(2)} of bare`,
      ]);
    }
    return figures;
  });
}

/** A list's median round trip on one connection; less the bare server's, it is the engine's own time. */
async function measureList(
  engine: Started,
  [name, call]: (typeof LISTS)[number],
): Promise<Figures[number]> {
  const what = await record(engine, call);
  return paired(engine, what, async (port, barePort) => {
    const [ours, theirs]: [number[], number[]] = [[], []];
    // The first second warms both up.
    for (let i = 0; i <= ROUNDS; i++) {
      const pair = [await load(port, what, 1, 1), await load(barePort, what, 1, 1)] as const;
      if (i === 0) continue;
      ours.push(...pair[0]);
      theirs.push(...pair[1]);
    }
    const [a, b] = [median(ours), median(theirs)];
    return [
      `${name} of ${LISTED}, median of ${ours.length}`,
      `${a.toFixed(2)} ms; bare node:http ${b.toFixed(2)} ms; in the engine ${(a - b).toFixed(2)} ms`,
    ];
  });
}

/** Requests with their signatures checked, beside a bare `node:http` server that answers the same bytes. Client and servers share the machine. */
export async function measureRequests(root: string, home: string): Promise<Figures> {
  const first = await startProgram(root, home, ['engine'], READY);
  try {
    await makeModels(first);
  } finally {
    await first.stop();
  }
  multiplyModels(home);
  const engine = await startProgram(root, home, ['engine'], READY);
  try {
    const figures = [...(await measureGet(engine))];
    for (const list of LISTS) figures.push(await measureList(engine, list));
    return figures;
  } finally {
    await engine.stop();
  }
}
