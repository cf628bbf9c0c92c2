/** Where the data comes from, so that a rehearsal is never mistaken for production. */
export interface Origin {
  readonly backend: 'local' | 'aws';
  readonly account: string;
  readonly region: string;
  readonly person: string;
  readonly readOnly?: string | undefined;
  readonly readAt: number;
}
