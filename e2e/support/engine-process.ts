import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, stopProcess, testEnv } from './launch';

export interface EngineProcess {
  readonly child: ChildProcess;
  readonly home: string;
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  readonly errors: () => string;
  kill(): Promise<number | null>;
  stop(): Promise<number | null>;
}

/** `starboard engine` as a process of its own, which a test can kill. */
export async function startEngineProcess(home: string): Promise<EngineProcess> {
  const child = spawn(process.execPath, [join(root, 'bin/starboard.mjs'), 'engine'], {
    cwd: root,
    env: testEnv(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (c: Buffer) => {
    errors += c.toString();
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (c: Buffer) => {
      out += c.toString();
      const ready = /engine ready (\S+)/.exec(out);
      if (ready?.[1]) resolve(ready[1]);
    });
    child.once('exit', (code) =>
      reject(new Error(`the engine ended with ${code ?? 'a signal'}: ${errors}`)),
    );
  });
  const credentials = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')) as {
    accessKeyId: string;
    secretAccessKey: string;
  };
  return {
    child,
    home,
    client: { endpoint, region: 'us-east-1', credentials },
    errors: () => errors,
    kill: () => stopProcess(child, 'SIGKILL'),
    stop: () => stopProcess(child, 'SIGTERM'),
  };
}
