import { z } from 'zod';

/** What is asked about, for a dashboard that has never heard of the key: it reads what is there. */
export const checkSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change') }),
  z.object({ kind: z.literal('project'), name: z.string().max(200) }),
  z.object({ kind: z.literal('pipeline'), name: z.string().max(100) }),
  z.object({
    kind: z.literal('build-project'),
    name: z.string().max(150),
    /** Its version as the person saw it. */
    seen: z.coerce.number(),
  }),
  z.object({ kind: z.literal('alarm'), name: z.string().max(150) }),
  z.object({ kind: z.literal('notification') }),
]);
export type CheckSubject = z.infer<typeof checkSubject>;
