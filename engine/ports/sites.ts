import type { Readable } from 'node:stream';

export interface SiteRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly address: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}
export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: string | Readable | undefined;
}
export interface Site {
  close(): Promise<void>;
}

/** Websites on loopback, one port each. */
export interface Sites {
  /** Answers on this port from now on, or says why it cannot. */
  serve(
    port: number,
    answer: (request: SiteRequest) => Promise<SiteAnswer>,
  ): Promise<Site | { readonly problem: string }>;
}
