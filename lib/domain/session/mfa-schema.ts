import { z } from 'zod';

/** The code that an MFA device shows: six digits (STS, AssumeRole, TokenCode). */
export const mfaCommand = z.strictObject({
  code: z.string().regex(/^\d{6}$/, 'Enter the six digits that the MFA device shows.'),
});
export type MfaCommand = z.infer<typeof mfaCommand>;
