'use server';
import type { MfaCommand } from '@/lib/domain/session/mfa-schema';
import type { Answer } from '@/lib/domain/result';
import { settle } from '@/lib/server/commands/settle';
import { signInWithMfa } from '@/lib/server/credentials/mfa';

/** Signs Starboard in to AWS with the code of an MFA device. */
export async function signIn(command: MfaCommand): Promise<Answer<null>> {
  return settle((connection) => signInWithMfa(connection, command));
}
