import { z } from 'zod';
import type { ChangePreview } from './change';
import { reasonProblem } from './change-reason';

type Asked = Pick<ChangePreview, 'request' | 'reason' | 'confirmation' | 'confirmationReason'>;

/** What a preview asks of a person, and the rule of each answer: for the dialog and the server alike. */
export const answersTo = ({ request, reason, confirmation, confirmationReason }: Asked) =>
  z.object({
    reason: z.string().superRefine((text, { addIssue }) => {
      const message = reasonProblem(reason, text, request.kind);
      if (message !== undefined) addIssue({ code: 'custom', message });
    }),
    confirmation: z
      .string()
      .refine(
        (text) => confirmation === undefined || text === confirmation,
        `Type ${confirmation ?? ''} ${confirmationReason ?? 'to delete it'}.`,
      ),
    variables: z.record(z.string(), z.string()).superRefine((values, { addIssue }) => {
      for (const [name, value] of Object.entries(values))
        if (!value.trim())
          addIssue({ code: 'custom', path: [name], message: `Give ${name} a value first.` });
    }),
  });
