import { z } from 'zod';
import { ruleProblems } from '@/lib/domain/evidence/requirements';
import type { ChangePreview } from './change';
import { reasonProblem } from './change-reason';

type Asked = Pick<
  ChangePreview,
  'request' | 'reason' | 'confirmation' | 'confirmationReason' | 'evidence'
>;

/** What a preview asks of a person, and the rule of each answer: for the dialog and the server alike. */
export const answersTo = ({ request, reason, confirmation, confirmationReason, evidence }: Asked) =>
  z
    .object({
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
      /** Names of what is destroyed. */
      typed: z.array(z.string()).readonly().default([]),
      /** Rules that are not met are overridden. */
      choice: z.boolean().default(false),
    })
    .superRefine((answers, { addIssue }) => {
      for (const { field, words } of ruleProblems(evidence, answers))
        addIssue({ code: 'custom', path: [field], message: words });
    });
