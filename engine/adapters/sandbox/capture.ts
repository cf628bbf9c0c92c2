import { execFileSync, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';

/** A line without an end is passed on in pieces of this many characters. */
const MAX_LINE = 256 * 1024;
const QUIET_MS = 100;

let serial = 0;

export interface Captured { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }

/**
 * Runs a child with one FIFO as its output and error, so that `/dev/stderr` and `tee` work inside and order is kept
 * (Node's own pipes are sockets, which cannot be opened again; SANDBOX-NOTES 8). Done when the child has ended and the
 * FIFO has ended or been quiet for a moment: a daemon it left behind may hold it for ever.
 */
export function capture(directory: string, start: (fd: number) => ChildProcess, onLine: (line: string) => void): { child: ChildProcess; done: Promise<Captured> } {
  const fifo = `${directory}/out.${process.pid}.${++serial}`;
  execFileSync('mkfifo', ['-m', '666', fifo]);
  const readFd = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(fifo, constants.O_WRONLY);
  rmSync(fifo);
  const reader = new Socket({ fd: readFd, readable: true, writable: false });
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let lastData = 0;
  const feed = (text: string): void => {
    pending += text;
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      onLine(pending.slice(0, end + 1));
      pending = pending.slice(end + 1);
    }
    while (pending.length > MAX_LINE) {
      onLine(pending.slice(0, MAX_LINE));
      pending = pending.slice(MAX_LINE);
    }
  };
  const ended = new Promise<void>((resolve) => {
    reader.on('data', (chunk: Buffer) => {
      lastData = Date.now();
      feed(decoder.write(chunk));
    });
    reader.on('end', () => resolve());
    reader.on('error', () => resolve());
  });
  const child = start(writeFd);
  closeSync(writeFd);
  const done = new Promise<Captured>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => {
      lastData = Date.now();
      let timer: NodeJS.Timeout | undefined = undefined;
      const finish = (): void => {
        clearInterval(timer);
        feed(decoder.end());
        if (pending) onLine(pending);
        pending = '';
        // A daemon's later lines are read and dropped, for without a reader it would die of SIGPIPE.
        reader.removeAllListeners('data');
        reader.resume();
        reader.unref();
        resolve({ exitCode, signal });
      };
      timer = setInterval(() => { if (Date.now() - lastData > QUIET_MS) finish(); }, 20);
      void ended.then(finish);
    });
  });
  return { child, done };
}
