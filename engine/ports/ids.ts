/** The only source of randomness. */
export interface Ids {
  uuid(): string;
  /** `length` characters drawn from `alphabet`. */
  random(length: number, alphabet: string): string;
}
