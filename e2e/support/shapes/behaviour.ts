type Json = Record<string, unknown>;

/** What AWS knows of an access key: that it has expired, or whose it is (the shape's account, where none is named). */
export type KeyState = 'expired' | { readonly account?: string };

/** How the server behaves; changed while it runs. */
export interface Behaviour {
  /** Every n-th call is throttled; 0 for none. */
  throttleEvery: number;
  delayMs: number;
  /** Calls a second that each API takes, where it has a quota; so many at once after a second of silence. */
  quota: number | undefined;
  /** Operations that are denied: `codepipeline:ListActionExecutions`. */
  deny: Set<string>;
  /** Items a page, where that is less than AWS's most. */
  pageSize: number;
  /** A proxy answers in AWS's place, with this status. */
  proxy: false | 200 | 502;
  /** Connections are cut before an answer. */
  cut: boolean;
  /** Connections stay open, and no answer comes. */
  silent: boolean;
  /** The access keys that are known; without it any are good. */
  keys: ReadonlyMap<string, KeyState> | undefined;
  /** The roles that may be assumed, with the keys that STS gives for them, and the MFA code that it wants. */
  roles: ReadonlyMap<string, { readonly accessKeyId: string; readonly code?: string }>;
  /** GetCallerIdentity names no account. */
  noAccount: boolean;
  /** Answers in place of the recorded ones, `service.Operation`: what changes while the server runs. */
  answers: ReadonlyMap<string, Json>;
  /** How far AWS's clock is ahead of this machine's. */
  clockAheadMs: number;
}

/** AWS on a good day. */
export const goodBehaviour = (): Behaviour => ({
  throttleEvery: 0,
  delayMs: 0,
  quota: undefined,
  deny: new Set(),
  pageSize: Infinity,
  proxy: false,
  cut: false,
  silent: false,
  keys: undefined,
  roles: new Map(),
  noAccount: false,
  answers: new Map(),
  clockAheadMs: 0,
});

/** What each API has left of its quota: a token bucket, as AWS's own are (EC2 API reference, "Request throttling"). */
export class Quotas {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes a call from an API's quota; false where it is used up. */
  take(api: string, quota: number): boolean {
    const at = Date.now();
    const bucket = this.buckets.get(api) ?? { tokens: quota, at };
    const tokens = Math.min(quota, bucket.tokens + ((at - bucket.at) / 1000) * quota);
    this.buckets.set(api, { tokens: tokens < 1 ? tokens : tokens - 1, at });
    return tokens >= 1;
  }
}
