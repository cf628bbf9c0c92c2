import 'server-only';
import { throttledApis } from './meter';
import { AppError } from './errors';

/** How long a page waits for one part of many before it shows what it knows. */
export const DEADLINE_MS = 2500;

/** Not an answer, but the end of waiting for one. */
export class DeadlineError extends AppError {}

/**
 * What `work` brings if it brings it within `ms`; rejects as `work` does, or with a `DeadlineError` that says why it takes
 * so long. The work goes on: who asks again joins it, or finds what it brought.
 */
export function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          throttledApis().length
            ? new DeadlineError('throttled', 'AWS is throttling these calls.')
            : new DeadlineError('unavailable', 'AWS has not answered yet.'),
        ),
      ms,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
