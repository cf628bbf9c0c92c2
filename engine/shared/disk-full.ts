/** What the system and SQLite call it. */
const CODES = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];

/** Whether something failed because there is no room left, on the disk or within a quota. */
export const isFull = (error: unknown): boolean =>
  error instanceof Error &&
  (CODES.includes((error as NodeJS.ErrnoException).code ?? '') ||
    /database or disk is full/.test(error.message));
