import 'server-only';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shared } from '../shared';
import { StreamReader, type Upstream } from './stream-reader';

/** Logs that are kept at once; the one that was asked for longest ago goes first. */
const KEPT = 24;
const FOLDER = 'starboard-logs-';

interface Kept {
  readonly folder: string;
  readonly readers: Map<string, StreamReader>;
  serial: number;
}

/** What a process that is no more has left is removed by the next one: its pid is in the folder's name. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || Number(pid) === process.pid) continue;
    try {
      process.kill(Number(pid), 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH')
        rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

const kept = (): Kept =>
  shared('log-readers', () => {
    sweep();
    const folder = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return { folder, readers: new Map<string, StreamReader>(), serial: 0 };
  });

/** The one reader of a log in this process. Where it is to be read from is asked once, not with each page. */
export async function readerOf(
  key: string,
  upstream: () => Promise<Upstream>,
): Promise<StreamReader> {
  const all = kept();
  if (!all.readers.has(key)) {
    const found = await upstream();
    if (!all.readers.has(key)) add(all, key, found);
  }
  return all.readers.get(key) as StreamReader;
}

function add(all: Kept, key: string, upstream: Upstream): void {
  const reader = new StreamReader(join(all.folder, `${++all.serial}.log`), upstream);
  all.readers.set(key, reader);
  if (all.readers.size > KEPT) {
    const [oldest] = [...all.readers]
      .filter(([k]) => k !== key)
      .sort((a, b) => a[1].askedAt - b[1].askedAt);
    oldest?.[1].close();
    if (oldest) all.readers.delete(oldest[0]);
  }
}
