import 'server-only';
import { AppError, asAppError } from './app-error';
import { awsFailure } from './aws-failures';

export { AppError } from './app-error';

/** AWS answered, and the answer is that it will not (4xx). */
function isClientsFault(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}

function denied(message: string, cause: unknown): AppError {
  const action = /not authorized to perform: (\S+?:\w+)/.exec(message)?.[1];
  const who = /^User: (\S+)/.exec(message)?.[1]?.split('/').slice(1).join('/');
  return new AppError(
    'denied',
    action ? `${who ? `${who} lacks` : 'The permission is missing:'} ${action}.` : message,
    cause,
    { action },
  );
}

/** AWS's exception, or a failure below it, as the sentence a person can act on. */
export function toAppError(error: unknown): AppError {
  const own = asAppError(error);
  if (own) return own;
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  const failure = awsFailure(error);
  if (failure) return failure;
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name)) return denied(message, error);
  if (
    /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name) ||
    message === 'Rate exceeded'
  )
    return new AppError('throttled', 'AWS is throttling these calls.', error);
  if (/NotFound|DoesNotExist|NoSuch/.test(name)) return new AppError('not_found', message, error);
  // What AWS calls the client's fault it has not done, by whatever name.
  if (/^(Validation|Invalid)/.test(name) || isClientsFault(error))
    return new AppError('invalid', message, error);
  return new AppError('unavailable', message, error);
}

/** A failure with the permission that a denied call lacks, where AWS's own text does not name it. */
export function lacking(error: unknown, action: string): AppError {
  const found = toAppError(error);
  if (found.kind !== 'denied' || found.help.action !== undefined) return found;
  return new AppError('denied', `The permission is missing: ${action}.`, error, { action });
}
