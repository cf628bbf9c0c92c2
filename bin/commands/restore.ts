import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { restore as restoreHome } from '../../engine/home/restore';
import { homeDir } from '../home';
import { readRunFile } from '../run-file';

const HELP = `starboard restore FILE [--force]

Makes the home (STARBOARD_HOME) from a backup, while nothing runs on it: unpacked beside it, looked through,
and put in its place only when it is whole. Browsers sign in again; applications keep their addresses.
What ran when the backup was made ends as if the power had gone.
--force     also over a home that is not empty: what is there is moved aside, not deleted
`;

export async function restore(args: string[]): Promise<void> {
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
  const home = homeDir();
  const run = readRunFile(home);
  if (run) throw new Error(`Starboard runs on ${home} (process ${run.pid}). Stop it first.`);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const { manifest, before } = await restoreHome(home, resolve(file), {
    force: values.force ?? false,
    log,
  });
  const aside =
    before === undefined
      ? ''
      : `The previous home is in ${before}. Delete it when you no longer need it.\n`;
  process.stdout.write(
    `Restored ${home} from the backup of ${manifest.madeAt}. Start it with npm start.\n${aside}`,
  );
}
