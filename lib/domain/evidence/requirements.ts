import { overrideProblem, type Unmet } from './rules';
import type { EvidenceView } from './view';

type Required = Pick<EvidenceView, 'requirements'>;

/** The rules that are not met, with the reason. */
export const unmetOf = ({ requirements }: Required): Unmet[] =>
  requirements.flatMap(({ unmet }) => unmet ?? []);

/** Texts that must each be typed. */
export const textsOf = (view: Required): string[] =>
  unmetOf(view).flatMap(({ toType }) => toType ?? []);

/** Rules that nothing that a person types would meet: only an override goes past them. */
export const blocking = (view: Required): Unmet[] =>
  unmetOf(view).filter(({ toType }) => toType === undefined);

/** What a person answers where rules are not met. */
export interface RuleAnswers {
  readonly typed: readonly string[];
  /** The box `Override` is ticked. */
  readonly choice: boolean;
  readonly reason: string;
}

/** Why these answers do not open the gate, by the field that is wrong; nothing where they do. */
export function ruleProblems(
  view: Required | undefined,
  { typed, choice, reason }: RuleAnswers,
): { readonly field: keyof RuleAnswers; readonly words: string }[] {
  if (!view || unmetOf(view).length === 0) return [];
  if (choice) {
    const words = overrideProblem(reason);
    return words === undefined ? [] : [{ field: 'reason', words }];
  }
  const missing = textsOf(view).filter((text) => !typed.includes(text));
  return [
    ...blocking(view).map(({ words }) => ({ field: 'choice' as const, words })),
    ...missing.map((text) => ({ field: 'typed' as const, words: `Type “${text}”.` })),
  ];
}
