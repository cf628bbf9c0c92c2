import 'server-only';
import { allOf, kindOfRevision } from '@/lib/domain/commits/revision';
import type { Evidence } from '@/lib/domain/evidence/evidence';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionOf } from '../data/sources';
import type { Found } from './found';

const isCommit = (id: string): boolean => kindOfRevision(undefined, id) === 'commit';

/** Two ids of commits, of which one may be abbreviated, are the same. */
const areSame = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** The first that is no commit of the execution. A source that told no revision may have brought any. */
function foreign(ofExecution: readonly string[], commits: readonly string[]): string | undefined {
  if (!ofExecution.length || ofExecution.includes('')) return undefined;
  return commits.find((c) => !ofExecution.some((own) => areSame(own, c)));
}

/**
 * The evidence, with a warning where it was made from a commit that the execution does not have: the plan says so itself, or
 * CodeBuild does of the build that made it.
 */
export function withOrigins(
  facts: PipelineFacts,
  execution: string,
  { pieces, madeFrom }: Pick<Found, 'pieces' | 'madeFrom'>,
): Evidence[] {
  const ofExecution = allOf(revisionOf(facts, execution)).map((r) => r.sha);
  return pieces.map((piece) => {
    const { summary, place } = piece;
    const own = summary?.form === 'changes' && summary.commit ? [summary.commit] : [];
    const given = madeFrom.filter((m) => m.action === place.action && isCommit(m.revision));
    const other = foreign(ofExecution, [...own, ...given.map((m) => m.revision)]);
    if (other === undefined) return piece;
    const words = `It was made from ${other.slice(0, 7)}, not from what is approved.`;
    return { ...piece, warning: [words, piece.warning].filter(Boolean).join(' ') };
  });
}
