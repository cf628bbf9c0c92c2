import { watch } from 'node:fs';

/** An editor writes a file in several steps. */
const SETTLE_MS = 200;
const IGNORED = /(^|[\\/])(\.git|node_modules|\.starboard)([\\/]|$)/;

/** Runs once, and again whenever a file changes, until Ctrl-C between two runs. */
export async function watchAndRepeat(folder: string, once: () => Promise<number>): Promise<void> {
  let changed: (() => void) | undefined;
  let again = false;
  const watcher = watch(folder, { recursive: true }, (_, name) => {
    if (name !== null && IGNORED.test(name)) return;
    again = true;
    changed?.();
  });
  try {
    for (;;) {
      again = false;
      const code = await once().catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        return 1;
      });
      if (code === 130) return;
      process.stderr.write(`\nWaiting for a change in ${folder}. Press Ctrl-C to stop.\n`);
      if (!again)
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      changed = undefined;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
  } finally {
    watcher.close();
  }
}
