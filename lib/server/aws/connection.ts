import 'server-only';

/** Where AWS is reached and as whom: the embedded engine by address and keys, AWS itself by the SDK's own chain. */
export interface Connection {
  readonly backend: 'local' | 'aws';
  readonly endpoint?: string | undefined;
  /** Unset on AWS when the SDK's chain decides. */
  readonly region?: string | undefined;
  readonly credentials?:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        /** Of a role's session. */ readonly sessionToken?: string | undefined;
      }
    | undefined;
}
