/** Milliseconds since the epoch, as every process of ours sees them (test controls can move it). */
export interface Clock {
  now(): number;
}
