/** The only source of randomness. */
export interface Ids {
  uuid(): string;
  /** `length` characters drawn from `alphabet`. */
  random(length: number, alphabet: string): string;
}

export const HEX = '0123456789abcdef';
export const UPPER_ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
