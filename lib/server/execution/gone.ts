import 'server-only';
import type { Unread } from '@/lib/domain/executions/action-facts';
import { toAppError } from '../aws/errors';

/** What was asked about is not there any more. */
export class Gone extends Error {
  override name = 'Gone';
}

/** A permission that is missing is said in place of the facts; any other failure is the read's own. */
export function deniedOrThrow(error: unknown): Unread {
  const { kind, message, help } = toAppError(error);
  if (kind !== 'denied') throw error;
  return { message, action: help.action };
}
