/** Keeps secrets unreadable at rest, with a key of the home. */
export interface Vault {
  seal(text: string): string;
  /** Throws for what this home's key has not sealed. */
  open(sealed: string): string;
}
