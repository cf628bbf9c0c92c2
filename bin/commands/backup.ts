import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sizeOf } from '../../engine/home/archive/parts';
import { backUp, type BackedUp } from '../../engine/home/backup';
import { homeDir } from '../home';
import { version } from '../version';

const HELP = `starboard backup FILE [--force]

Writes the whole home into one archive (a .tar.gz), while Starboard runs or not: the store as it is at one
moment, then what it names: objects, logs, repositories, and the folders of builds and instances.
The file has mode 0600: it holds the root keys and the key of the secrets. Keep it as you would keep those.
Not in it: caches, which fill again; what is signed in; the source folders of builds that run. An
application's own data is copied as it is on the disk at that moment.
--force     replace FILE if it is there
starboard restore FILE makes a home of it again.
`;

const many = (n: number, one: string): string =>
  `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;

function told(b: BackedUp): string {
  const parts = [
    many(b.objects, 'object'),
    `${b.repositories.toLocaleString('en')} repositor${b.repositories === 1 ? 'y' : 'ies'}`,
    many(b.logs, 'log file'),
    many(b.instances, 'instance'),
  ];
  const others = b.others
    ? `Left out: ${many(b.others, 'socket, pipe or unreadable file')}.\n`
    : '';
  const meanwhile = b.running
    ? 'Starboard runs: builds and deployments that are under way do not continue after a restore.\n'
    : '';
  const content = `${sizeOf(b.bytes)} in ${many(b.files, 'file')} (${parts.join(', ')})`;
  const wrote = `Wrote ${b.file}: ${sizeOf(b.size)}, of ${content}.\n`;
  const advice = "It contains this home's keys and secrets. Keep it private.\n";
  return wrote + others + meanwhile + advice;
}

export async function backup(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { force: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const [file] = positionals;
  if (values.help || file === undefined || positionals.length > 1) {
    (values.help ? process.stdout : process.stderr).write(HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stopped.abort());
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  process.stdout.write(
    told(
      await backUp(homeDir(), resolve(file), {
        version,
        force: values.force ?? false,
        log,
        signal: stopped.signal,
      }),
    ),
  );
}
