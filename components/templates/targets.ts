/** Where a template's application runs, in people's words. */
export const TARGETS: Readonly<
  Record<string, { readonly name: string; readonly short: string; readonly detail: string }>
> = {
  server: {
    name: 'One EC2 instance',
    short: 'EC2',
    detail: 'In place, with health checks; down for a moment while it changes',
  },
  servers: {
    name: 'Load balancer, in place',
    short: 'Load balancer',
    detail: 'Instances change one by one, without requests while they do',
  },
  'servers-blue-green': {
    name: 'Load balancer, blue/green',
    short: 'Blue/green',
    detail: 'New instances for each release; the old ones stay for the way back',
  },
  static: { name: 'S3 website', short: 'S3', detail: 'Files in a bucket' },
};
