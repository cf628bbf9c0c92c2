import 'server-only';
import { reachedBy } from './reached';
import { AppError, asAppError } from './app-error';
import { awsFailure } from './aws-failures';
import { readDenial } from './denial';
import { denialWords } from './denial-words';

export { AppError } from './app-error';

/** AWS answered, and the answer is that it will not: 4xx, and 501 of what is not served. */
function isClientsFault(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return (status >= 400 && status < 500) || status === 501;
}

/** S3 answers HEAD without a body, so without a name: the SDK calls it `Unknown`. */
const isNamelessDenial = (error: unknown, name: string): boolean =>
  name === 'Unknown' &&
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 403;

/** The names by which AWS refuses a call: of IAM's common errors, EC2's, KMS's inside S3, SNS's. */
const isDenial = (error: unknown, name: string): boolean =>
  /AccessDenied|NotAuthorized|UnauthorizedOperation|AuthorizationError/.test(name) ||
  isNamelessDenial(error, name);

function denied(message: string, cause: unknown): AppError {
  const said = denialWords(readDenial(message), message, reachedBy(cause)?.call);
  return new AppError('denied', said.message, cause, said.help);
}

/** AWS's exception, or a failure below it, as the sentence a person can act on. */
export function toAppError(error: unknown): AppError {
  const own = asAppError(error);
  if (own) return own;
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  const failure = awsFailure(error);
  if (failure) return failure;
  if (isDenial(error, name)) return denied(message, error);
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
  const message = error instanceof Error ? error.message : String(error);
  const denial = readDenial(message);
  if (denial.action !== undefined) return found;
  const said = denialWords(denial, message, action);
  return new AppError('denied', said.message, error, said.help);
}
