import { runningEngine } from '../home';

async function input(): Promise<Map<string, string>> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return new Map(
    text
      .split('\n')
      .filter((l) => l.includes('='))
      .map((l) => [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1)]),
  );
}

/** A git credential helper: answers `get` for this home's engine alone, so that no key is ever typed or shown. */
export async function gitCredential(args: string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(
      'starboard git-credential get\n\nA git credential helper for the local repositories:\n  git -c credential.helper="!npx starboard git-credential" clone http://127.0.0.1:4566/v1/repos/NAME\n',
    );
    return;
  }
  if (args[0] !== 'get') return;
  const asked = await input();
  const engine = runningEngine();
  const host = new URL(engine.endpoint).host;
  if (
    asked.get('protocol') !== 'http' ||
    (asked.get('host') !== host && asked.get('host') !== host.replace('127.0.0.1', 'localhost'))
  )
    return;
  process.stdout.write(`username=${engine.accessKeyId}\npassword=${engine.secretAccessKey}\n`);
}
