/** Where the data comes from, so that a rehearsal is never mistaken for production. */
export interface Origin {
  readonly backend: 'local' | 'aws';
  /** AWS's own name for the set of Regions that the account is in: `aws`, `aws-cn`. */
  readonly partition: string;
  /** The embedded engine's address, which the AWS CLI has to be told. */
  readonly endpoint?: string | undefined;
  readonly account: string;
  readonly region: string;
  readonly person: string;
  readonly readOnly?: string | undefined;
  readonly readAt: number;
}
