import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

export type Tags = readonly { readonly Key: string; readonly Value: string }[];
export interface Host {
  readonly arn: string;
  readonly name: string;
  readonly providerType: string;
  readonly endpoint: string;
  readonly tags: Tags;
}
export interface Connection {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly providerType: string;
  readonly hostArn?: string | undefined;
  readonly tags: Tags;
}

export const hosts = kind<Host>('connections.host');
export const connections = kind<Connection>('connections.connection');

/** A connection made under one of the service's two names is found under both: by what stands behind the account. */
const resource = (arn: string): string => arn.split(':').slice(5).join(':');

export const hostKey = resource;
export const connectionKey = resource;

export function connectionOrThrow(ctx: Ctx, arn: string): Connection {
  const found = ctx.store.get(connections, connectionKey(arn));
  if (!found) throw new AwsError('ResourceNotFoundException', `Connection not found: ${arn}`);
  return found;
}

export function hostOrThrow(ctx: Ctx, arn: string): Host {
  const found = ctx.store.get(hosts, hostKey(arn));
  if (!found) throw new AwsError('ResourceNotFoundException', `Host not found: ${arn}`);
  return found;
}

/** What the person set as the webhook's secret, when they made the connection or later: locally a tag is the place for it. */
export const SECRET_TAG = 'starboard:webhook-secret';
export const HIDDEN = '****';

export const tagValue = (tags: Tags, key: string): string | undefined =>
  tags.find((t) => t.Key === key)?.Value;
export const shown = (tags: Tags): { Key: string; Value: string }[] =>
  tags.map((t) => (t.Key === SECRET_TAG ? { ...t, Value: HIDDEN } : { ...t }));
