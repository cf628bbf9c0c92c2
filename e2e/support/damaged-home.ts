import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { startEngineProcess, type EngineProcess } from './engine-process';
import { root, stopProcess, testEnv } from './launch';

/** The kinds of damage that a file may take. */
export const DAMAGE: Readonly<Record<string, (path: string) => void>> = {
  missing: (path) => rmSync(path),
  empty: (path) => truncateSync(path, 0),
  truncated: (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  garbage: (path) => writeFileSync(path, Buffer.alloc(Math.max(64, statSync(path).size), 0xa7)),
  'a folder in its place': (path) => {
    rmSync(path);
    mkdirSync(path);
  },
  'a link in its place': (path) => {
    rmSync(path);
    symlinkSync('/etc/hostname', path);
  },
  'a pipe in its place': (path) => {
    rmSync(path);
    spawnSync('mkfifo', [path]);
  },
};

/** Overwrites bytes in the middle of a file. */
export function scratch(path: string, at: number, bytes: number): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, Buffer.alloc(bytes, 0xa7), 0, bytes, at);
  closeSync(fd);
}

/** Something of each kind that a home keeps. */
export async function fill(engine: EngineProcess): Promise<void> {
  const s3 = new S3({ ...engine.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'kept' });
  await s3.putObject({ Bucket: 'kept', Key: 'one', Body: 'an object of some length' });
  const code = new CodeCommit(engine.client);
  await code.createRepository({ repositoryName: 'kept' });
  await code.putFile({
    repositoryName: 'kept',
    branchName: 'main',
    filePath: 'a.txt',
    fileContent: Buffer.from('kept\n'),
  });
  await new SecretsManager(engine.client).createSecret({ Name: 'kept', SecretString: 'a secret' });
  const logs = new CloudWatchLogs(engine.client);
  await logs.createLogGroup({ logGroupName: 'kept' });
  await logs.createLogStream({ logGroupName: 'kept', logStreamName: 's' });
  await logs.putLogEvents({
    logGroupName: 'kept',
    logStreamName: 's',
    logEvents: Array.from({ length: 300 }, (_, i) => ({
      timestamp: Date.now(),
      message: `event ${i}`,
    })),
  });
}

/** What a client finds of all that; whatever is not there throws. */
export async function found(client: EngineProcess['client']): Promise<unknown> {
  const s3 = new S3({ ...client, forcePathStyle: true });
  const object = await (
    await s3.getObject({ Bucket: 'kept', Key: 'one' })
  ).Body?.transformToString();
  const code = new CodeCommit(client);
  const branches = (await code.listBranches({ repositoryName: 'kept' })).branches;
  const file = Buffer.from(
    (await code.getFile({ repositoryName: 'kept', filePath: 'a.txt' })).fileContent ?? [],
  ).toString();
  const secret = (await new SecretsManager(client).getSecretValue({ SecretId: 'kept' }))
    .SecretString;
  const { events } = await new CloudWatchLogs(client).getLogEvents({
    logGroupName: 'kept',
    logStreamName: 's',
    startFromHead: true,
  });
  return { object, branches, file, secret, events: events?.map((e) => e.message) };
}

export const ALL = {
  object: 'an object of some length',
  branches: ['main'],
  file: 'kept\n',
  secret: 'a secret',
  events: Array.from({ length: 300 }, (_, i) => `event ${i}`),
};

/** Every file of a home by its path there, without git's samples and what a cache holds. */
export function filesOf(home: string, folder = ''): string[] {
  return readdirSync(join(home, folder), { withFileTypes: true }).flatMap((e) => {
    const path = join(folder, e.name);
    if (/^cache$|\/hooks$|\/info$|\/description$/.test(path)) return [];
    return e.isDirectory() ? filesOf(home, path) : [path];
  });
}

export type Outcome =
  | { readonly started: true; readonly found: unknown }
  | { readonly started: false; readonly code: number | null; readonly lines: string[] };

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

/** Starts the built engine on a home as it is, and tells what came of it. Killed, so that nothing is written in order. */
export async function start(home: string): Promise<Outcome> {
  const child = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), 'engine'], {
    cwd: root,
    env: testEnv(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (c: Buffer) => {
    errors += c.toString();
  });
  const end = ended(child);
  const endpoint = await new Promise<string | undefined>((resolve) => {
    let out = '';
    child.stdout.on('data', (c: Buffer) => {
      out += c.toString();
      const ready = /engine ready (\S+)/.exec(out)?.[1];
      if (ready) resolve(ready);
    });
    void end.then(() => resolve(undefined));
  });
  if (endpoint === undefined)
    return { started: false, code: await end, lines: errors.split('\n').filter(Boolean) };
  try {
    const credentials = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')) as {
      accessKeyId: string;
      secretAccessKey: string;
    };
    return {
      started: true,
      found: await found({ endpoint, region: 'us-east-1', credentials }).catch(
        (error: unknown) => `lost: ${String(error)}`,
      ),
    };
  } finally {
    await stopProcess(child, 'SIGKILL');
  }
}

/** A copy of a home with one thing damaged. */
export function damaged(
  from: string,
  to: string,
  path: string,
  damage: (path: string) => void,
): string {
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
  damage(join(to, path));
  return to;
}

/** One home that an engine has filled and stopped in order, and a copy of it as a kill left it. */
export async function prepareHomes(folder: string): Promise<{ stopped: string; killed: string }> {
  const [stopped, killed] = [join(folder, 'stopped'), join(folder, 'killed')];
  mkdirSync(stopped);
  const engine = await startEngineProcess(stopped);
  try {
    await fill(engine);
    // What a kill at this moment would leave: nothing is being written.
    cpSync(stopped, killed, { recursive: true, preserveTimestamps: true });
    for (const name of ['engine.lock', 'run.json']) rmSync(join(killed, name));
  } finally {
    await engine.stop();
  }
  return { stopped, killed };
}
