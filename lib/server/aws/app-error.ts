import 'server-only';
import type { FailureKind, Help } from '@/lib/domain/result';

/** What went wrong, in words for a page; made once from the SDK's exceptions. */
export class AppError extends Error {
  override name = 'AppError';
  constructor(
    readonly kind: FailureKind,
    message: string,
    cause?: unknown,
    readonly help: Help = {},
  ) {
    super(message, { cause });
  }
}

/** One of another copy of this module (the bundler gives pages and routes their own), as one of this copy. */
export function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error) || error.name !== 'AppError' || !('kind' in error))
    return undefined;
  const { kind, message, cause, help } = error as AppError;
  return new AppError(kind, message, cause, help);
}
