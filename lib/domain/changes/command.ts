import { z } from 'zod';

/** In every command: one press, one key. Sent twice, it is carried out once. */
export const idempotencyKey = z.uuid();

/** A command as a page fills it in; the key is added when it is sent. */
export type Input<C> = C extends unknown ? Omit<C, 'idempotencyKey'> : never;

/** What a form says of input that does not fit; ours are sentences, zod's own end without a full stop. */
export function problemOf(error: z.ZodError): string {
  const own = error.issues.find((issue) => issue.message.endsWith('.'));
  if (own) return own.message;
  const all = error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim());
  return `The request is not valid: ${all.join('; ')}`;
}
