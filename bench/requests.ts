import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { spawn } from 'node:child_process';
import { Agent, createServer, request, type IncomingHttpHeaders } from 'node:http';
import { median, startProgram, type Figures } from './engine';

const SECONDS = 4;
const PIPELINE = {
  name: 'bench',
  roleArn: 'arn:aws:iam::000000000000:role/r',
  artifactStore: { type: 'S3' as const, location: 'b' },
  stages: [
    {
      name: 'Source',
      actions: [
        {
          name: 'Source',
          actionTypeId: {
            category: 'Source' as const,
            owner: 'AWS' as const,
            provider: 'CodeCommit',
            version: '1',
          },
          configuration: { RepositoryName: 'r', BranchName: 'main' },
          outputArtifacts: [{ name: 'S' }],
        },
      ],
    },
    {
      name: 'Build',
      actions: [
        {
          name: 'Build',
          actionTypeId: {
            category: 'Build' as const,
            owner: 'AWS' as const,
            provider: 'CodeBuild',
            version: '1',
          },
          configuration: { ProjectName: 'p' },
          inputArtifacts: [{ name: 'S' }],
        },
      ],
    },
  ],
};

interface Recorded {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the SDK really sends, signature included: replayed as it is, for a signature may be used for a quarter of an hour. */
async function record(send: (endpoint: string) => Promise<unknown>): Promise<Recorded> {
  let recorded: Recorded | undefined;
  const server = createServer((q, r) => {
    let body = '';
    q.on('data', (c: Buffer) => {
      body += c.toString();
    });
    q.on('end', () => {
      recorded = { headers: q.headers, body };
      r.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await send(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
  server.close();
  if (!recorded) throw new Error('nothing was sent');
  return recorded;
}

async function load(port: number, what: Recorded, connections: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = Date.now() + SECONDS * 1000;
  let count = 0;
  const one = async (): Promise<void> => {
    while (Date.now() < end) {
      await new Promise<void>((resolve, reject) => {
        const q = request(
          {
            host: '127.0.0.1',
            port,
            method: 'POST',
            path: '/',
            agent,
            headers: what.headers as Record<string, string>,
          },
          (r) => {
            r.resume();
            r.on('end', () => {
              if (r.statusCode !== 200) reject(new Error(`status ${r.statusCode ?? 0}`));
              count++;
              resolve();
            });
          },
        );
        q.on('error', reject);
        q.end(what.body);
      });
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  return count / SECONDS;
}

/** GetPipeline a second, signature checked, beside a bare `node:http` server that answers the same bytes. Client and servers share the machine. */
export async function measureRequests(root: string, home: string): Promise<Figures> {
  const engine = await startProgram(root, home, ['engine'], /engine ready/);
  const port = Number(new URL(engine.endpoint).port);
  const codepipeline = new CodePipeline(engine.client);
  await codepipeline.createPipeline({ pipeline: PIPELINE });
  const what = await record((endpoint) =>
    new CodePipeline({ ...engine.client, endpoint, maxAttempts: 1 }).getPipeline({ name: 'bench' }),
  );
  // Signed for the recording server's port: sign again for the engine's by asking it through the SDK's own headers.
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const { Sha256 } = await import('@smithy/core/checksum');
  const signer = new SignatureV4({
    service: 'codepipeline',
    region: 'us-east-1',
    credentials: engine.client.credentials,
    sha256: Sha256,
  });
  const signed = (await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    port,
    path: '/',
    query: {},
    body: what.body,
    headers: {
      host: `127.0.0.1:${port}`,
      'content-type': String(what.headers['content-type']),
      'x-amz-target': String(what.headers['x-amz-target']),
    },
  } as never)) as unknown as { headers: Record<string, string> };
  const ready: Recorded = {
    headers: { ...signed.headers, 'content-length': String(Buffer.byteLength(what.body)) },
    body: what.body,
  };
  const bytes = await fetch(engine.endpoint, {
    method: 'POST',
    headers: Object.fromEntries(Object.entries(signed.headers).filter(([k]) => k !== 'host')),
    body: what.body,
  }).then((r) => r.text());
  const bare = spawn(
    process.execPath,
    [
      '-e',
      `const server = require('node:http').createServer((request, response) => {
        request.resume();
        request.on('end', () => response.end(process.argv[1]));
      });
      server.listen(0, '127.0.0.1', () => console.log(server.address().port));`,
      bytes,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const barePort = await new Promise<number>((resolve) =>
    bare.stdout.once('data', (c: Buffer) => resolve(Number(c.toString()))),
  );
  const figures: Figures = [];
  for (const connections of [1, 8]) {
    const pairs: [number, number][] = [];
    for (let i = 0; i < 3; i++)
      pairs.push([await load(port, ready, connections), await load(barePort, ready, connections)]);
    const ours = median(pairs.map((p) => p[0]));
    const theirs = median(pairs.map((p) => p[1]));
    figures.push([
      `GetPipeline, ${connections} connection${connections > 1 ? 's' : ''}, median of 3 × ${SECONDS} s`,
      `${ours.toFixed(0)}/s; bare node:http ${theirs.toFixed(0)}/s; ${(ours / theirs).toFixed(2)} of bare`,
    ]);
  }
  bare.kill();
  await engine.stop();
  return figures;
}
