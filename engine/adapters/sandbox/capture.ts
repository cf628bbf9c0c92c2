import { execFileSync, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';

/** A line without an end is passed on in pieces of this many bytes: a character may be cut there. */
const MAX_LINE = 256 * 1024;
const NEWLINE = 10;
const QUIET_MS = 100;

let serial = 0;

export interface Captured {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Which of the outputs somebody still held when they were last read. */
  readonly open: readonly boolean[];
}

/** Cuts what comes into whole lines, several at once, or pieces of a very long one. */
class Lines {
  private pending: Buffer = Buffer.alloc(0);

  constructor(private readonly onLines: (bytes: Buffer) => void) {}

  write(chunk: Buffer): void {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      // The rest of a line is the beginning of what comes now: only that first line is copied.
      const first = this.pending.length ? chunk.indexOf(NEWLINE) + 1 : 0;
      if (first) this.onLines(Buffer.concat([this.pending, chunk.subarray(0, first)]));
      if (end > first) this.onLines(chunk.subarray(first, end));
      this.pending = Buffer.from(chunk.subarray(end));
    } else this.pending = Buffer.concat([this.pending, chunk]);
    while (this.pending.length > MAX_LINE) {
      this.onLines(this.pending.subarray(0, MAX_LINE));
      this.pending = this.pending.subarray(MAX_LINE);
    }
  }

  end(): void {
    if (this.pending.length) this.onLines(this.pending);
    this.pending = Buffer.alloc(0);
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
 * FIFOs have ended or been quiet for a moment: a daemon it left behind may hold them for ever. With `givenUp` they are
 * waited for until that happens.
 */
export function capture(
  directory: string,
  handlers: readonly ((bytes: Buffer) => void)[],
  start: (fds: readonly number[]) => ChildProcess,
  givenUp?: AbortSignal,
): { child: ChildProcess; done: Promise<Captured> } {
  let lastData = 0;
  const channels = handlers.map((handler) => ({
    ...pipe(directory),
    lines: new Lines(handler),
    open: true,
  }));
  const ended = Promise.all(
    channels.map(
      (channel) =>
        new Promise<void>((resolve) => {
          const end = (): void => {
            channel.open = false;
            resolve();
          };
          channel.reader.on('data', (chunk: Buffer) => {
            lastData = Date.now();
            channel.lines.write(chunk);
          });
          channel.reader.on('end', end);
          channel.reader.on('error', end);
        }),
    ),
  );
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
        resolve({ exitCode, signal, open: channels.map((c) => c.open) });
      };
      void ended.then(finish);
      if (!givenUp) {
        timer = setInterval(() => {
          if (Date.now() - lastData > QUIET_MS) finish();
        }, 20);
      } else if (givenUp.aborted) finish();
      else givenUp.addEventListener('abort', finish, { once: true });
    });
  });
  return { child, done };
}
