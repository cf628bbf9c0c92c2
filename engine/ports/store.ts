/** A kind of document; the type parameter says what is kept under it. */
export interface Kind<T> {
  readonly name: string;
  readonly phantom?: T;
  readonly listing?: Listing<T, unknown>;
}

export function kind<T>(name: string): Kind<T> {
  return { name };
}

/** What lists show of a kind's documents. It is kept beside each of them, so that a list reads no document. */
export interface Listing<T, S> {
  /** To be raised with each change of what the two functions make: what is kept in another form is made anew. */
  readonly form: number;
  show(value: T): S;
  /** Where a document stands in lists, as a text that sorts so. Without one, and in one place, they stand by their keys. */
  placeOf?(value: T): string;
}

export interface ListedKind<T, S> extends Kind<T> {
  readonly listing: Listing<T, S>;
}

export function listedKind<T, S>(name: string, listing: Listing<T, S>): ListedKind<T, S> {
  return { name, listing };
}

/** Where something stands in a list: by its place, then by its key. */
export interface ListPlace {
  readonly place: string;
  readonly key: string;
}

export interface Shown<S> extends ListPlace {
  readonly value: S;
}

export interface ShownRange {
  /** Only those whose key starts with it. */
  readonly prefix?: string | undefined;
  readonly reverse?: boolean | undefined;
  /** What the list goes on behind. */
  readonly after?: ListPlace | undefined;
}

/** Work that must happen after a transaction commits; survives a crash (at least once). */
export interface Job {
  readonly id: number;
  readonly type: string;
  readonly key: string;
  readonly payload: unknown;
  readonly runAt: number;
  readonly attempts: number;
}

export interface LogEvent {
  /** Counts from 1 in each stream. */
  readonly id: number;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** An event that is appended; or, as bytes of UTF-8, a block of lines, each of which is one: a million of them are never a million objects. */
export type NewLogEvent = { readonly timestamp: number; readonly ingestionTime: number } & (
  { readonly message: string } | { readonly lines: Uint8Array }
);

export interface LogRange {
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** Events after this id, oldest first. */
  readonly after?: number | undefined;
  /** Events before this id; with `fromTail` the newest of them. */
  readonly before?: number | undefined;
  readonly limit: number;
  /** No more than this, but for one event that is larger by itself. */
  readonly maxBytes?: number | undefined;
  readonly fromTail?: boolean | undefined;
}

/** Documents by kind and key, jobs and log events, all changed in one synchronous transaction. */
export interface Store {
  get<T>(kind: Kind<T>, key: string): T | undefined;
  put<T>(kind: Kind<T>, key: string, value: T): void;
  delete<T>(kind: Kind<T>, key: string): void;
  /** Values in key order, those whose key starts with `prefix`. */
  list<T>(kind: Kind<T>, prefix?: string): T[];
  /** The newest first of those whose key starts with `prefix`: at most `limit`, from behind the key `before`. */
  newest<T>(kind: Kind<T>, prefix: string, limit: number, before?: string): T[];
  /** The other way round: in key order, at most `limit`, from behind the key `after`. */
  oldest<T>(kind: Kind<T>, prefix: string, limit: number, after?: string): T[];
  /** What lists show of a kind, in their order, read as it is taken: to be taken without awaiting. */
  shown<T, S>(kind: ListedKind<T, S>, range?: ShownRange): Iterable<Shown<S>>;
  /** All or nothing; nested calls join the outer one. `body` must not await. */
  transaction<T>(body: () => T): T;

  enqueue(type: string, key: string, payload: unknown, runAt: number): number;
  dueJobs(now: number): Job[];
  nextJobAt(): number | undefined;
  retryJob(id: number, runAt: number): void;
  finishJob(id: number): void;
  cancelJobs(type: string, key: string): void;

  appendLog(stream: string, events: readonly NewLogEvent[]): void;
  readLog(stream: string, range: LogRange): LogEvent[];
  deleteLog(stream: string): void;
  /** Lets go of events before this time, as far as whole files are older. */
  expireLog(stream: string, time: number): void;

  /** Empties everything (test control). */
  clear(): void;
  close(): void;
}
