/** What a stack's function is called with, as its program reads it. */
export interface FunctionJob {
  readonly home: string;
  /** The file of its code, and what is called in it: `index.handler`. */
  readonly handler: string;
  readonly code: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds: number;
  readonly env: Readonly<Record<string, string>>;
}
