import 'server-only';

export type AppErrorKind = 'not_found' | 'denied' | 'throttled' | 'unavailable' | 'invalid';

/** What went wrong with a read, in words for a page; made once from the SDK's exceptions. */
export class AppError extends Error {
  override name = 'AppError';
  constructor(readonly kind: AppErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
  }
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  if (/NotFound|DoesNotExist/.test(name)) return new AppError('not_found', message, error);
  if (/AccessDenied|NotAuthorized/.test(name)) return new AppError('denied', message, error);
  if (/Throttl/.test(name)) return new AppError('throttled', 'AWS is throttling these reads.', error);
  if (/ECONNREFUSED|ECONNRESET|socket hang up/.test(`${message} ${(error as { code?: string }).code ?? ''}`)) return new AppError('unavailable', 'The engine does not answer. Start it again with npm start; nothing is lost.', error);
  return new AppError('unavailable', message, error);
}
