import { execFileSync, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

/** A line without an end is passed on in pieces of this many characters. */
const MAX_LINE = 256 * 1024;
const QUIET_MS = 100;

let serial = 0;

export interface Captured { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }

class Lines {
  private readonly decoder = new StringDecoder('utf8');
  private pending = '';

  constructor(private readonly onLines: (text: string) => void) {}

  feed(text: string): void {
    this.pending += text;
    const end = this.pending.lastIndexOf('\n') + 1;
    if (end > 0) {
      this.onLines(this.pending.slice(0, end));
      this.pending = this.pending.slice(end);
    }
    while (this.pending.length > MAX_LINE) {
      this.onLines(this.pending.slice(0, MAX_LINE));
      this.pending = this.pending.slice(MAX_LINE);
    }
  }

  write(chunk: Buffer): void {
    this.feed(this.decoder.write(chunk));
  }

  end(): void {
    this.feed(this.decoder.end());
    if (this.pending) this.onLines(this.pending);
    this.pending = '';
  }
}

/** A FIFO that has no name any more: a writer's descriptor and a reader. */
function pipe(directory: string): { writeFd: number; reader: Socket } {
  const fifo = `${directory}/out.${process.pid}.${++serial}`;
  execFileSync('mkfifo', ['-m', '666', fifo]);
  const readFd = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(fifo, constants.O_WRONLY);
  rmSync(fifo);
  return { writeFd, reader: new Socket({ fd: readFd, readable: true, writable: false }) };
}

/**
 * Runs a child whose outputs are FIFOs, one for each handler (which is given whole lines as they come, several at once, or pieces of a very long one), so that `/dev/stderr` and `tee` work inside
 * (Node's own pipes are sockets, which cannot be opened again; SANDBOX-NOTES 8). Done when the child has ended and the
 * FIFOs have ended or been quiet for a moment: a daemon it left behind may hold them for ever.
 */
export function capture(directory: string, handlers: readonly ((text: string) => void)[], start: (fds: readonly number[]) => ChildProcess): { child: ChildProcess; done: Promise<Captured> } {
  let lastData = 0;
  const channels = handlers.map((handler) => ({ ...pipe(directory), lines: new Lines(handler) }));
  const ended = Promise.all(channels.map(({ reader, lines }) => new Promise<void>((resolve) => {
    reader.on('data', (chunk: Buffer) => {
      lastData = Date.now();
      lines.write(chunk);
    });
    reader.on('end', () => resolve());
    reader.on('error', () => resolve());
  })));
  const child = start(channels.map((c) => c.writeFd));
  for (const { writeFd } of channels) closeSync(writeFd);
  const done = new Promise<Captured>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => {
      lastData = Date.now();
      let timer: NodeJS.Timeout | undefined = undefined;
      const finish = (): void => {
        clearInterval(timer);
        for (const { reader, lines } of channels) {
          lines.end();
          // A daemon's later lines are read and dropped, for without a reader it would die of SIGPIPE.
          reader.removeAllListeners('data');
          reader.resume();
          reader.unref();
        }
        resolve({ exitCode, signal });
      };
      timer = setInterval(() => { if (Date.now() - lastData > QUIET_MS) finish(); }, 20);
      void ended.then(finish);
    });
  });
  return { child, done };
}
