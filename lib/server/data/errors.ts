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

const profile = (): string =>
  process.env['AWS_PROFILE'] ?? process.env['AWS_DEFAULT_PROFILE'] ?? 'default';
const login = (): string => `aws sso login --profile ${profile()}`;

/** AWS answered, and the answer is that it will not (4xx). */
function isClientsFault(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}

/** The name by which a host's service is known: its first label, then the region. */
const hostOf = (message: string): readonly [string, string] | undefined => {
  const found =
    /(?:ENOTFOUND|EAI_AGAIN) (?:[^.\s]+\.)*?([a-z0-9-]+)\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(
      message,
    );
  return found ? [found[1] ?? '', found[2] ?? ''] : undefined;
};

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
  if (error instanceof AppError) return error;
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as { code?: string } | undefined)?.code ?? '';
  if (/SSO session|SSO Token|sso login|Token is expired/i.test(message))
    return new AppError(
      'credentials',
      `Your AWS sign-in has expired. Sign in again; these pages then continue automatically.`,
      error,
      { command: login() },
    );
  if (name === 'CredentialsProviderError' && !/Could not load credentials/.test(message))
    return new AppError('credentials', `Could not get AWS credentials: ${message}`, error, {
      command: login(),
    });
  if (/Could not load credentials|Resolved credential object is not valid/.test(message))
    return new AppError(
      'credentials',
      'No AWS credentials were found. Sign in, or name a profile in AWS_PROFILE and start again.',
      error,
      { command: login() },
    );
  if (/^(ExpiredToken|RequestExpired)/.test(name))
    return new AppError(
      'credentials',
      'Your AWS credentials have expired. Renew them; these pages then continue automatically.',
      error,
      { command: login() },
    );
  if (
    /^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|AuthFailure)/.test(
      name,
    )
  )
    return new AppError(
      'credentials',
      'AWS does not accept these credentials. Check the profile and the clock of this machine.',
      error,
      { command: 'aws sts get-caller-identity' },
    );
  if (/Region is missing/.test(message))
    return new AppError(
      'credentials',
      'No region is set. Set AWS_REGION, or the region of the profile, and start again.',
      error,
      { command: `aws configure set region eu-west-1 --profile ${profile()}` },
    );
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name)) return denied(message, error);
  if (
    /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name) ||
    message === 'Rate exceeded'
  )
    return new AppError('throttled', 'AWS is throttling these calls.', error);
  const host = hostOf(`${message} ${code}`);
  if (host)
    return new AppError(
      'unavailable',
      `${host[0]} does not answer in ${host[1]}: it may not exist in this region, or this machine cannot reach AWS.`,
      error,
      { command: 'aws configure get region' },
    );
  if (/NotFound|DoesNotExist|NoSuch/.test(name)) return new AppError('not_found', message, error);
  if (/ECONNREFUSED|ECONNRESET|socket hang up/.test(`${message} ${code}`))
    return new AppError(
      'unavailable',
      'The engine is not responding. Start it again with npm start; nothing is lost.',
      error,
    );
  if (/TimeoutError|ETIMEDOUT/.test(`${name} ${code}`))
    return new AppError('unavailable', 'AWS did not answer in time.', error);
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
