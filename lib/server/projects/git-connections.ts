import 'server-only';
import type { Connection as AwsConnection } from '@aws-sdk/client-codestar-connections';
import { isConnectionArn, type GitConnection } from '@/lib/domain/account/git-connection';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { consoleConnections } from '../data/action-links';
import { AppError } from '../aws/errors';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';

/** Asked again by every open page while a handshake is waited for: one call serves them all. */
const FRESH_MS = 2000;

const viewOf = (connection: Connection, c: AwsConnection): GitConnection => ({
  arn: c.ConnectionArn ?? '',
  name: c.ConnectionName ?? '',
  provider: c.ProviderType ?? '',
  status: c.ConnectionStatus ?? '',
  console: connection.hasConsole ? consoleConnections(c.ConnectionArn) : undefined,
});

/** The connections of this Region. */
export function gitConnections(connection: Connection): Promise<GitConnection[]> {
  return cache.read(['git-connections'], [], moment(FRESH_MS), async () => {
    const connections = await client('codestar-connections', connection);
    const found = await pages(async (NextToken) => {
      const p = await connections.listConnections({ MaxResults: 100, NextToken });
      return [p.Connections, p.NextToken] as const;
    });
    return found.map((c) => viewOf(connection, c));
  });
}

/** One connection as it is now. */
export function gitConnection(connection: Connection, arn: string): Promise<GitConnection> {
  if (!isConnectionArn(arn))
    return Promise.reject(new AppError('invalid', `'${arn}' is not the ARN of a connection.`));
  return cache.read(['git-connection', arn], [], moment(FRESH_MS), async () => {
    const connections = await client('codestar-connections', connection);
    const { Connection: found } = await connections.getConnection({ ConnectionArn: arn });
    if (!found) throw new AppError('not_found', `There is no connection ${arn}.`);
    return viewOf(connection, found);
  });
}
