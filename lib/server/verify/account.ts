import 'server-only';
import type { Connection } from '../aws/connection';
import { whoAmI, type Identity } from '../aws/identity';
import { AppError, toAppError } from '../aws/errors';
import { readPages } from './pages';
import type { Reading } from './reading';
import { reportOf, type Report } from './report';
import { samplePipelines, type Sample } from './sample';

/** Refuses to go on in another account than the one that was named. */
export async function assertAccount(connection: Connection, account: string): Promise<Identity> {
  const me = await whoAmI(connection, 0);
  if (me.account !== account)
    throw new AppError(
      'invalid',
      `These credentials are of account ${me.account || '(AWS names none)'}, not ${account}. Nothing was read. Sign in to ${account}, or name the account that you mean.`,
    );
  return me;
}

/** Pipelines that cannot be listed are what the board's own read says. */
const sampled = (connection: Connection, count: number): Promise<Sample> =>
  samplePipelines(connection, count).catch((error: unknown) => {
    const { kind } = toAppError(error);
    if (kind === 'credentials') throw error;
    return { names: [], total: 0 };
  });

/**
 * Reads everything that pages show, of `pipelines` of the account's pipelines, and says what works. Changes nothing.
 * `onReading` hears of each page as soon as it was read. Rejects where the account is another one, or nothing can be
 * asked at all.
 */
export async function verifyReads(
  connection: Connection,
  asked: { readonly account: string; readonly pipelines: number },
  onReading: (reading: Reading) => void,
): Promise<Report> {
  const { account, region } = await assertAccount(connection, asked.account);
  const sample = await sampled(connection, asked.pipelines);
  const readings: Reading[] = [];
  await readPages({
    connection,
    pipelines: sample.names,
    onReading: (reading) => {
      readings.push(reading);
      onReading(reading);
    },
  });
  return reportOf({ account, region }, sample, readings);
}
