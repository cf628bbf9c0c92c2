import { runEngine } from '../engine';

export async function engine(args: string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(
      'starboard engine\n\nRuns the engine alone in this process; prints "engine ready http://127.0.0.1:PORT", logs on stderr.\n',
    );
    return;
  }
  await runEngine(true);
}
