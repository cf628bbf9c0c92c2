/** A kind of document; the type parameter is the document's type. */
export interface Kind<T> {
  readonly name: string;
  readonly phantom?: T;
  readonly listing?: Listing<T, unknown>;
}

/** What lists show of a kind's documents, stored beside each one, so that a list reads no document. */
export interface Listing<T, S> {
  /** Raise it whenever the result of `show` or `placeOf` changes: rows of another form are rebuilt. */
  readonly form: number;
  show(value: T): S;
  /** A document's sort key in lists. Without it, and where it is equal, documents are sorted by key. */
  placeOf?(value: T): string;
}

export interface ListedKind<T, S> extends Kind<T> {
  readonly listing: Listing<T, S>;
}

/** A position in a list: sorted by place, then by key. */
export interface ListPlace {
  readonly place: string;
  readonly key: string;
}

export interface Shown<S> extends ListPlace {
  readonly value: S;
}

export interface ShownRange {
  /** Only documents whose key starts with it. */
  readonly prefix?: string | undefined;
  readonly reverse?: boolean | undefined;
  /** Continue after this position. */
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

/** An event to append, or a block of lines as UTF-8 bytes, each line an event: a million lines need no million objects. */
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
  /** At most this many bytes, except for a single event that is larger. */
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
  /** At most `limit` values whose key starts with `prefix`, in descending key order, starting below the key `before`. */
  newest<T>(kind: Kind<T>, prefix: string, limit: number, before?: string): T[];
  /** The same in ascending key order, starting above the key `after`. */
  oldest<T>(kind: Kind<T>, prefix: string, limit: number, after?: string): T[];
  /** What lists show of a kind, in list order. Read lazily: do not await while iterating. */
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
  /** Deletes events before this time, as far as whole files are older. */
  expireLog(stream: string, time: number): void;

  /** Deletes everything (test control). */
  clear(): void;
  close(): void;
}
