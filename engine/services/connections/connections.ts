import type * as CSC from '@aws-sdk/client-codestar-connections';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import {
  connectionKey,
  connectionOrThrow,
  connections,
  hostKey,
  hostOrThrow,
  hosts,
  shown,
  type Connection,
  type Host,
  type Tags,
} from './store';

const PROVIDERS = [
  'Bitbucket',
  'GitHub',
  'GitHubEnterpriseServer',
  'GitLab',
  'GitLabSelfManaged',
  'AzureDevOps',
];
const INSTALLED = ['GitHubEnterpriseServer', 'GitLabSelfManaged'];
const NAME = /^[^\s][\s\S]{0,63}$/;

/** Connections are AVAILABLE at once: there is no handshake with the provider, git itself is asked with each fetch. */
function dto(ctx: Ctx, c: Connection): CSC.Connection {
  return {
    ConnectionName: c.name,
    ConnectionArn: c.arn,
    ProviderType: c.providerType as CSC.ProviderType,
    OwnerAccountId: ctx.accountId,
    ConnectionStatus: 'AVAILABLE',
    HostArn: c.hostArn,
  };
}

/** `service` is the name under which the caller knows it: it stands in the ARN. */
export const createConnection =
  (service: string): Handler<CSC.CreateConnectionInput, CSC.CreateConnectionOutput> =>
  (input, ctx) =>
    ctx.store.transaction(() => {
      checkPattern(input.ConnectionName, NAME, 'connectionName');
      if (ctx.store.list(connections).some((c) => c.name === input.ConnectionName))
        throw new AwsError(
          'InvalidInputException',
          `A connection with the name ${input.ConnectionName} exists already`,
        );
      const host = input.HostArn === undefined ? undefined : hostOrThrow(ctx, input.HostArn);
      const provider: string | undefined = input.ProviderType ?? host?.providerType;
      if (provider === undefined)
        throw new AwsError('InvalidInputException', 'ProviderType or HostArn is needed');
      if (!PROVIDERS.includes(provider))
        throw new AwsError(
          'InvalidInputException',
          `The provider type ${provider} is not one of ${PROVIDERS.join(', ')}`,
        );
      if (INSTALLED.includes(provider) && !host)
        throw new AwsError(
          'InvalidInputException',
          `A connection to ${provider} needs a host (CreateHost)`,
        );
      const id = ctx.ids.uuid();
      const made: Connection = {
        arn: ctx.arn(service, `connection/${id}`),
        id,
        name: input.ConnectionName,
        providerType: provider,
        hostArn: host?.arn,
        tags: (input.Tags ?? []) as Tags,
      };
      ctx.store.put(connections, connectionKey(made.arn), made);
      return { ConnectionArn: made.arn, Tags: shown(made.tags) };
    });

export const getConnection: Handler<CSC.GetConnectionInput, CSC.GetConnectionOutput> = (
  input,
  ctx,
) => ({ Connection: dto(ctx, connectionOrThrow(ctx, input.ConnectionArn)) });

export const deleteConnection: Handler<CSC.DeleteConnectionInput, object> = (input, ctx) => {
  connectionOrThrow(ctx, input.ConnectionArn);
  ctx.store.delete(connections, connectionKey(input.ConnectionArn));
  return {};
};

export const listConnections: Handler<CSC.ListConnectionsInput, CSC.ListConnectionsOutput> = (
  input,
  ctx,
) => {
  const found = ctx.store
    .list(connections)
    .filter(
      (c) =>
        (input.ProviderTypeFilter === undefined ||
          c.providerType === (input.ProviderTypeFilter as string)) &&
        (input.HostArnFilter === undefined || c.hostArn === input.HostArnFilter),
    );
  const { items, nextToken } = page(found, input.MaxResults ?? 100, input.NextToken);
  return { Connections: items.map((c) => dto(ctx, c)), NextToken: nextToken };
};

function checkEndpoint(text: string): void {
  if (!URL.canParse(text) || !['https:', 'http:', 'file:', 'ssh:'].includes(new URL(text).protocol))
    throw new AwsError(
      'ValidationException',
      `The provider endpoint ${text.slice(0, 200)} is not an address of a git host: use https, http, ssh or file`,
    );
  if (new URL(text).password)
    throw new AwsError('ValidationException', 'The provider endpoint must not hold a password');
}

/** A git host of one's own, by its address; repositories are found below it. */
export const createHost =
  (service: string): Handler<CSC.CreateHostInput, CSC.CreateHostOutput> =>
  (input, ctx) =>
    ctx.store.transaction(() => {
      checkPattern(input.Name, NAME, 'name');
      if (!INSTALLED.includes(input.ProviderType))
        throw new AwsError(
          'ValidationException',
          `A host is of the provider type ${INSTALLED.join(' or ')}`,
        );
      checkEndpoint(input.ProviderEndpoint);
      const made: Host = {
        arn: ctx.arn(service, `host/${input.Name}/${ctx.ids.random(8, '0123456789abcdef')}`),
        name: input.Name,
        providerType: input.ProviderType,
        endpoint: input.ProviderEndpoint,
        tags: (input.Tags ?? []) as Tags,
      };
      ctx.store.put(hosts, hostKey(made.arn), made);
      return { HostArn: made.arn, Tags: shown(made.tags) };
    });

export const getHost: Handler<CSC.GetHostInput, CSC.GetHostOutput> = (input, ctx) => {
  const h = hostOrThrow(ctx, input.HostArn);
  return {
    Name: h.name,
    Status: 'AVAILABLE',
    ProviderType: h.providerType as CSC.ProviderType,
    ProviderEndpoint: h.endpoint,
  };
};

export const updateHost: Handler<CSC.UpdateHostInput, object> = (input, ctx) => {
  const h = hostOrThrow(ctx, input.HostArn);
  if (input.ProviderEndpoint === undefined) return {};
  checkEndpoint(input.ProviderEndpoint);
  ctx.store.put(hosts, hostKey(h.arn), { ...h, endpoint: input.ProviderEndpoint });
  return {};
};

export const deleteHost: Handler<CSC.DeleteHostInput, object> = (input, ctx) =>
  ctx.store.transaction(() => {
    const h = hostOrThrow(ctx, input.HostArn);
    if (ctx.store.list(connections).some((c) => c.hostArn === h.arn))
      throw new AwsError('InvalidInputException', 'The host still has connections');
    ctx.store.delete(hosts, hostKey(h.arn));
    return {};
  });

export const listHosts: Handler<CSC.ListHostsInput, CSC.ListHostsOutput> = (input, ctx) => {
  const { items, nextToken } = page(
    ctx.store.list(hosts),
    input.MaxResults ?? 100,
    input.NextToken,
  );
  return {
    Hosts: items.map((h) => ({
      Name: h.name,
      HostArn: h.arn,
      ProviderType: h.providerType as CSC.ProviderType,
      ProviderEndpoint: h.endpoint,
      Status: 'AVAILABLE',
    })),
    NextToken: nextToken,
  };
};

function retag(ctx: Ctx, arn: string, change: (tags: Tags) => Tags): object {
  if (/:host\//.test(arn)) {
    const h = hostOrThrow(ctx, arn);
    ctx.store.put(hosts, hostKey(arn), { ...h, tags: change(h.tags) });
  } else {
    const c = connectionOrThrow(ctx, arn);
    ctx.store.put(connections, connectionKey(arn), { ...c, tags: change(c.tags) });
  }
  return {};
}

export const listTagsForResource: Handler<
  CSC.ListTagsForResourceInput,
  CSC.ListTagsForResourceOutput
> = (input, ctx) => ({
  Tags: shown(
    (/:host\//.test(input.ResourceArn) ? hostOrThrow : connectionOrThrow)(ctx, input.ResourceArn)
      .tags,
  ),
});
export const tagResource: Handler<CSC.TagResourceInput, object> = (input, ctx) =>
  retag(ctx, input.ResourceArn, (tags) => [
    ...new Map([...tags, ...(input.Tags as Tags)].map((t) => [t.Key, t])).values(),
  ]);
export const untagResource: Handler<CSC.UntagResourceInput, object> = (input, ctx) =>
  retag(ctx, input.ResourceArn, (tags) => tags.filter((t) => !input.TagKeys.includes(t.Key)));
