import type { ChangeRequest } from '@/lib/domain/changes/change';

/** A request as a query: one text for one question, with all that it asks. */
export const queryOf = ({ kind, pipeline, stage, action, execution }: ChangeRequest): string =>
  new URLSearchParams(
    Object.entries({ kind, pipeline, stage, action, execution }).filter(
      (e): e is [string, string] => e[1] !== undefined,
    ),
  ).toString();
