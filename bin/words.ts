import type { Connection } from '../lib/server/aws/connection';
import { toAppError } from '../lib/server/aws/errors';

/** A failure in the words of pages: what to do about it as well. */
export function failureInWords(error: unknown): Error {
  const { message, help } = toAppError(error);
  return new Error([message, help.nextStep, help.command].filter(Boolean).join('\n'));
}

/** Does `work`; what AWS refuses is said in the words of pages. Of an engine that has stopped, the CLI tells (bin/cli.ts). */
export async function inWords<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw connection.isThisMachine ? error : failureInWords(error);
  }
}
