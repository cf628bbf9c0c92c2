const SOON_MS = 20;
const LATER_MS = 200;

/** Asks until the answer is there, less often the longer that takes: who asks works, too. Fails after `seconds` with what was seen last. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  seconds = 60,
): Promise<T> {
  const began = Date.now();
  const end = began + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    last = await ask();
    if (last !== undefined && last !== false) return last as T;
    const pause = Math.min(LATER_MS, Math.max(SOON_MS, (Date.now() - began) / 10));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
