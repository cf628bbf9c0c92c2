import { runningEngine } from '../home';
import { openBrowser } from '../open-browser';
import { sessionKey } from '../session-key';

export function open(args: string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) process.stdout.write('starboard open\n\nOpens the dashboard in the browser, signed in, and prints the address.\n');
  else {
    const engine = runningEngine();
    if (!engine.run.dashboard) throw new Error('Only the engine runs on this home: start the dashboard with npm start.');
    const url = `${engine.run.dashboard}/?key=${sessionKey(engine.home)}`;
    process.stdout.write(`${url}\n`);
    openBrowser(url);
  }
  return Promise.resolve();
}
