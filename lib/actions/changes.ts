'use server';
import type { ChangeCommand, ChangeDone, ChangePreview } from '@/lib/domain/changes/change';
import type { Answer } from '@/lib/domain/result';
import { makeChange } from '@/lib/server/changes/make';
import { settle } from '@/lib/server/commands/settle';

/** Any change of the one dialog. The type is the form's; what arrives is parsed. */
export async function change(command: ChangeCommand): Promise<Answer<ChangeDone, ChangePreview>> {
  return settle((connection) => makeChange(connection, command));
}
