export interface AwsErrorOptions {
  readonly status?: number;
  /** Further members of the modelled error shape. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An expected failure with AWS's exact code and text; serialised in one place, by the protocol of the call. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number | undefined;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.status = options.status;
    this.members = options.members ?? {};
  }
}

/** The text AWS's front ends send for a failed constraint. */
export function validationError(detail: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: ${detail}`);
}

/** What is served by AWS and not here: refused by name, never answered with an empty success. */
export function notServed(service: string, operation: string, member?: string): AwsError {
  const what = `${service}:${operation}${member === undefined ? '' : ` with ${member}`}`;
  return new AwsError('NotImplementedException', `Starboard's engine does not serve ${what} yet.`, {
    status: 501,
  });
}
