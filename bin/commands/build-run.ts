import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  startLocalBuild,
  type LocalBuild,
  type LocalResult,
} from '../../engine/programs/local-build';

export type Ask = Omit<LocalBuild, 'programs' | 'output'> & { readonly json: boolean };

/** Runs one build, its log on the terminal (colours only there); Ctrl-C stops it and all it started. */
export async function runOne(ask: Ask): Promise<LocalResult> {
  const out = ask.json ? process.stderr : process.stdout;
  const plain = !out.isTTY || process.env['NO_COLOR'] !== undefined;
  const running = await startLocalBuild({
    ...ask,
    programs: join(process.env['STARBOARD_ROOT'] ?? '.', 'dist'),
    output: (text) => out.write(plain ? stripVTControlCharacters(text) : coloured(text)),
  });
  const stop = (): void => running.stop();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await running.done;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** CodeBuild's own lines stand back, commands stand out, failures are red. */
function coloured(text: string): string {
  return text.replace(/^\[Container\] \S+ \S+ (.*)$/gm, (line, said: string) => {
    if (said.startsWith('Running command '))
      return `\u001b[1m$ ${said.slice('Running command '.length)}\u001b[0m`;
    if (
      /^(Command did not exit|Phase complete: \w+ State: (?!SUCC)|Phase context status code: \w)/.test(
        said,
      )
    )
      return `\u001b[31m${said}\u001b[0m`;
    return `\u001b[2m${line.startsWith('[Container]') ? said : line}\u001b[0m`;
  });
}
