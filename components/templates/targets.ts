/** Where a template's application runs, in people's words. */
export const TARGETS: Readonly<
  Record<string, { readonly name: string; readonly short: string; readonly detail: string }>
> = {
  server: { name: 'EC2 instances', short: 'EC2', detail: 'In place, with health checks' },
  static: { name: 'S3 website', short: 'S3', detail: 'Files in a bucket' },
};
