import 'server-only';
import type { Origin } from '@/lib/domain/account/origin';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';

export async function getOrigin(connection: Connection): Promise<Origin> {
  const { account, region, person } = await whoAmI(connection);
  return {
    backend: connection.backend,
    account,
    region,
    person,
    readOnly: readOnlyReason(connection, account),
    readAt: Date.now(),
  };
}
