import type { Making } from '../provider';

const LOOK_MS = 25;

/** Looks until it is so. */
export async function until(
  done: () => Promise<boolean>,
  seconds: number,
  what: string,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`${what} within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const PART = 6;
const SEED = 12;

/** A generated name of a type whose names have 32 characters at most: the beginnings of both names, and the seed. */
export const shortName = (m: Making): string =>
  `${m.stackName.slice(0, PART)}-${m.logicalId.slice(0, PART)}-${m.generatedName.slice(-SEED)}`;
