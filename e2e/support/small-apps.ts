import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A small HTTP server, a process of its own. */
export interface SmallApp {
  readonly name: string;
  readonly port: number;
  /** Drops what it has, as a machine that loses power. */
  kill(): Promise<void>;
}

/** Says its name a moment after it is asked, so that some requests are always in flight. */
const SOURCE = `
const [name, wait] = process.argv.slice(1);
require('node:http')
  .createServer((q, r) => setTimeout(() => r.end(name), q.url === '/health' ? 0 : Number(wait)))
  .listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n'); });
`;

const all = new Set<ChildProcess>();

export async function startApp(name: string, waitMs = 20): Promise<SmallApp> {
  const child = spawn(process.execPath, ['-e', SOURCE, name, String(waitMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  all.add(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    name,
    port: Number(line.toString()),
    kill: async () => {
      all.delete(child);
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export function killApps(): void {
  for (const child of all) child.kill('SIGKILL');
  all.clear();
}
