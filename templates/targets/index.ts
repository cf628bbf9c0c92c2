import type { TargetOptions } from './common';
import type { Document } from './intrinsics';
import { server } from './server';
import { servers } from './servers';
import { serversBlueGreen } from './servers-blue-green';
import { staticSite } from './static';

/** Where a project can run, each a pure function from its options to a CloudFormation document. */
export const targets = {
  server,
  servers,
  'servers-blue-green': serversBlueGreen,
  static: staticSite,
} satisfies Readonly<Record<string, (o: TargetOptions) => Document>>;

export type TargetId = keyof typeof targets;
export const isTarget = (id: string): id is TargetId => Object.hasOwn(targets, id);
