/** Whoever opens the first page comes first, in ms. */
const AFTER_START_MS = 1000;

/** Asked by Next.js once, when the dashboard starts: what the process before it left unfinished is gone on with. */
export function register(): void {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  setTimeout(() => {
    void import('@/lib/server/projects/resume').then(({ keepResuming }) => keepResuming());
  }, AFTER_START_MS).unref();
}
