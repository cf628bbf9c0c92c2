import 'server-only';
import type { Connection } from '../aws/connection';
import { toAppError, type AppError } from '../aws/errors';
import { awsFailure } from '../aws/aws-failures';
import { againMs, sleep } from './pause';

/** Told what is waited for, in words; undefined once it goes on. */
export type OnWait = (why: string | undefined) => void;

const statusOf = (error: unknown): number => {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode ?? 0;
};
const isServersFault = (error: unknown): boolean => statusOf(error) >= 500;

/** AWS has answered that it did not do it. Without such an answer it is not known. */
export const wasRefused = (error: unknown): boolean =>
  statusOf(error) >= 400 && !isServersFault(error);

/**
 * The failure that says nothing of what was asked for: AWS throttles, cannot be reached, or does not accept the
 * credentials until someone signs in again. Undefined for an answer, and for an engine that has stopped.
 */
export function passingFailure(connection: Connection, error: unknown): AppError | undefined {
  const failure = toAppError(error);
  if (failure.kind === 'throttled') return failure;
  if (connection.isThisMachine) return undefined;
  if (failure.kind === 'credentials') return failure;
  return awsFailure(error) ?? (isServersFault(error) ? failure : undefined);
}

/**
 * What `work` brings, however long AWS cannot be asked: it is tried again, less and less often. So it must be safe to
 * repeat. Rejects with every other failure.
 */
export async function endure<T>(
  connection: Connection,
  work: () => Promise<T>,
  onWait: OnWait = () => undefined,
): Promise<T> {
  for (let failures = 0; ;) {
    try {
      const result = await work();
      if (failures) onWait(undefined);
      return result;
    } catch (error) {
      const passing = passingFailure(connection, error);
      if (!passing) throw error;
      onWait(passing.message);
      await sleep(againMs(connection.pacing, ++failures));
    }
  }
}
