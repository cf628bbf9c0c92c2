import 'server-only';
import type { Origin } from '@/lib/domain/account/origin';
import { partitionOf } from '../aws/arn';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';

export async function getOrigin(connection: Connection): Promise<Origin> {
  const { account, arn, region, person } = await whoAmI(connection);
  return {
    backend: connection.backend,
    partition: partitionOf(arn),
    endpoint: connection.endpoint,
    account,
    region,
    person,
    readOnly: readOnlyReason(connection, account),
    readAt: Date.now(),
  };
}
