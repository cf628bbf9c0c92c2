import 'server-only';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI, type Identity } from '../aws/identity';
import { readDenial } from '../aws/denial';
import { AppError, lacking, toAppError } from '../aws/errors';
import { foreignStep, missingStatements } from '../data/foreign-policies';

/** What a denied read lacks: S3 often says no more than "Access Denied". */
const READ = 's3:GetObject';

/** Whether S3 knows a bucket as one of the caller's account; undefined where it does not answer that. */
async function isOwnBucket(
  connection: Connection,
  me: Identity,
  bucket: string,
): Promise<boolean | undefined> {
  const s3 = await client('s3', connection);
  // Another account's bucket is refused with 403, whatever its policy allows (S3 user guide, "Verifying bucket ownership").
  return s3.headBucket({ Bucket: bucket, ExpectedBucketOwner: me.account }).then(
    () => true,
    (error: unknown) => (toAppError(error).kind === 'denied' ? false : undefined),
  );
}

/** Why an object may not be read, with the statements that policies of its owner lack where that is another account. */
export async function refusedRead(
  connection: Connection,
  bucket: string,
  error: unknown,
): Promise<AppError> {
  const found = lacking(error, READ);
  // The embedded engine is one account.
  if (found.kind !== 'denied' || connection.isPrivate) return found;
  const denial = readDenial(error instanceof Error ? error.message : '');
  try {
    const me = await whoAmI(connection);
    const refused = {
      denial,
      bucket,
      caller: me.arn,
      isOwnBucket:
        denial.action === undefined ? await isOwnBucket(connection, me, bucket) : undefined,
    };
    const policies = missingStatements(refused);
    if (!policies.length) return found;
    const nextStep = foreignStep(refused);
    return new AppError('denied', found.message, error, { ...found.help, nextStep, policies });
  } catch {
    // Who asks is not known: what S3 has said is all there is to say.
    return found;
  }
}
