/** A read that comes with a page's own answer, after its head. */
export interface Enclosed {
  readonly topic: string;
  /** Undefined: it failed, or takes long. The page asks for it by itself then, and hears why. Never rejects. */
  readonly answer: Promise<EnclosedAnswer | undefined>;
}

export interface EnclosedAnswer {
  readonly data: unknown;
  /** What is read next because of it. */
  readonly next?: readonly Enclosed[] | undefined;
}
