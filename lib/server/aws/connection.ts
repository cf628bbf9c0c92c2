import 'server-only';

/** Where AWS is reached and as whom. The same for the embedded engine and, one day, for AWS itself. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
