import 'server-only';
import { throttledApis } from './meter';
import { AppError } from './errors';

/** How long a page waits for one part of many before it shows what it knows. */
export const PATIENCE_MS = 2500;

/** Not an answer, but the end of waiting for one. */
export class Late extends AppError {}

/**
 * What `work` brings if it brings it within `ms`; rejects as `work` does, or with a `Late` that says why it takes so
 * long. The work goes on: who asks again joins it, or finds what it brought.
 */
export function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = setTimeout(
      () =>
        reject(
          throttledApis().length
            ? new Late('throttled', 'AWS is throttling these calls.')
            : new Late('unavailable', 'AWS has not answered yet.'),
        ),
      ms,
    );
    work.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
