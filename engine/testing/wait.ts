/** Asks until the answer is there; fails after `seconds` with what was seen last. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  seconds = 60,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    last = await ask();
    if (last !== undefined && last !== false) return last as T;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
