/** What went wrong, by what a person can do about it. */
export type FailureKind =
  'not_found' | 'denied' | 'throttled' | 'unavailable' | 'invalid' | 'conflict' | 'credentials';

/** A statement that a policy of somebody else lacks, as JSON to paste. */
export interface PolicyStatement {
  /** Which policy: `Bucket policy of my-bucket`. */
  readonly where: string;
  readonly statement: string;
}

export interface Help {
  /** A line to type that mends it. */
  readonly command?: string | undefined;
  /** The IAM action that is missing; the page offers the smallest policy that holds it. */
  readonly action?: string | undefined;
  /** Who can mend it and where, in a sentence or two. */
  readonly nextStep?: string | undefined;
  /** The serial number or ARN of the MFA device whose code is wanted; the page asks for it. */
  readonly mfa?: string | undefined;
  /** What policies of another account lack. */
  readonly policies?: readonly PolicyStatement[] | undefined;
}

export interface Ok<T> {
  readonly state: 'ok';
  readonly value: T;
}

/** Nothing was done, because things are no longer as the person saw them. */
export interface Refused<P> {
  readonly state: 'refused';
  readonly message: string;
  /** What it is like now. */
  readonly now: P;
}

/** Nothing was done, and why. */
export interface Failed {
  readonly state: 'failed';
  readonly kind: FailureKind;
  readonly message: string;
  readonly help: Help;
}

/** What came of a command. */
export type Result<T, P = never> = Ok<T> | Refused<P> | Failed;

/** What an action answers: the result, or, after the server's deadline, that it still runs. */
export type Answer<T, P = never> = Result<T, P> | { readonly state: 'pending' };

/** What `GET /api/changes/KEY` tells of a command whose answer was lost. */
export type Checked =
  | { readonly state: 'pending' }
  | { readonly state: 'done'; readonly result: Result<unknown, unknown> }
  /** This process has never heard of it; `message` says what can be read instead. */
  | { readonly state: 'unknown'; readonly message: string };

export const ok = <T>(value: T): Ok<T> => ({ state: 'ok', value });

export const refused = <P>(message: string, now: P): Refused<P> => ({
  state: 'refused',
  message,
  now,
});

export const failed = (kind: FailureKind, message: string, help: Help = {}): Failed => ({
  state: 'failed',
  kind,
  message,
  help,
});
