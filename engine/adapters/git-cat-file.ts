import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawnGit } from './git-process';

export interface GitObject {
  readonly type: string;
  readonly body: Buffer;
}

interface Waiting {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

const IDLE_MS = 10_000;

/** One long-lived, pipelined `cat-file --batch` of a repository (a process per object is 300 times slower). */
export class CatFile {
  private child: ChildProcessWithoutNullStreams | undefined;
  private waiting: Waiting[] = [];
  private buffer: Buffer = Buffer.alloc(0);
  private header: { type: string; size: number } | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly dir: string) {}

  read(id: string): Promise<GitObject | undefined> {
    if (!/^[0-9a-f]{40}$/.test(id)) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.process().stdin.write(`${id}\n`);
    });
  }

  close(): void {
    clearTimeout(this.idle);
    this.child?.stdin.end();
    this.child = undefined;
  }

  private process(): ChildProcessWithoutNullStreams {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.close(), IDLE_MS);
    this.idle.unref();
    if (this.child) return this.child;
    const child = spawnGit(this.dir, ['cat-file', '--batch']);
    this.child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.buffer = this.buffer.length ? Buffer.concat([this.buffer, chunk]) : chunk;
      while (this.take());
    });
    child.stdin.on('error', () => undefined);
    const ended = (): void => {
      if (this.child === child) this.child = undefined;
      const error = new Error('git cat-file ended');
      for (const w of this.waiting.splice(0)) w.reject(error);
      this.buffer = Buffer.alloc(0);
      this.header = undefined;
    };
    child.on('error', ended);
    child.on('exit', () => {
      if (this.child === child) ended();
    });
    return child;
  }

  private take(): boolean {
    if (!this.header) {
      const end = this.buffer.indexOf(10);
      if (end < 0) return false;
      const [, type = '', size = ''] = this.buffer.subarray(0, end).toString('latin1').split(' ');
      this.buffer = this.buffer.subarray(end + 1);
      if (type === 'missing') {
        this.waiting.shift()?.resolve(undefined);
        return true;
      }
      this.header = { type, size: Number(size) };
    }
    const { type, size } = this.header;
    if (this.buffer.length < size + 1) return false;
    this.waiting.shift()?.resolve({ type, body: Buffer.from(this.buffer.subarray(0, size)) });
    this.buffer = this.buffer.subarray(size + 1);
    this.header = undefined;
    return true;
  }
}
