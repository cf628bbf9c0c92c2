import { homeDir } from '../home';
import { openBrowser } from '../open-browser';
import { readRunFile } from '../run-file';
import { newSessionKey } from '../session-key';

const HELP = `starboard open

Makes a new key (the old one stops working), prints the dashboard's address with it, and opens it in the browser, signed in.
`;

/** `starboard open` */
export function open(args: string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return Promise.resolve();
  }
  const home = homeDir();
  const run = readRunFile(home);
  if (!run) throw new Error(`Starboard is not running on ${home}: start it with npm start.`);
  if (!run.dashboard) {
    throw new Error('Only the engine is running on this home: start the dashboard with npm start.');
  }
  const url = `${run.dashboard}/?key=${newSessionKey(home)}`;
  process.stdout.write(`${url}\n`);
  openBrowser(home, url);
  return Promise.resolve();
}
