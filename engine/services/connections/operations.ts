import type { Ctx, Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import * as c from './connections';
import { archive, bundle, commit } from './source';
import { lookAt, pullRequest, watch } from './watch';

/** One service under its two names: what differs is the name that stands in an ARN. */
const served = (service: string) =>
  ({
    CreateConnection: c.createConnection(service),
    CreateHost: c.createHost(service),
    DeleteConnection: c.deleteConnection,
    DeleteHost: c.deleteHost,
    GetConnection: c.getConnection,
    GetHost: c.getHost,
    ListConnections: c.listConnections,
    ListHosts: c.listHosts,
    ListTagsForResource: c.listTagsForResource,
    TagResource: c.tagResource,
    UntagResource: c.untagResource,
    UpdateHost: c.updateHost,
  }) satisfies Operations;

export const codestarConnections = served('codestar-connections');
export const codeconnections = served('codeconnections');

export const internal: Internal<'codestarConnections'> = { archive, bundle, commit, watch };

/** An orderly stop waits for no git host. */
export const stop = (ctx: Ctx): void => ctx.git.abandonFetches();

export const jobs = { 'connections.look': lookAt, 'connections.pull-request': pullRequest };
