'use client';
import { useOnce } from '@/lib/client/live/use-topic';
import type { ApprovalView } from '@/lib/domain/approvals/approval';
import { gainedIn } from '@/lib/domain/commits/comparison';
import { countOf } from '@/components/diff/count';

/** What the one that waits behind would ship: commits counted from what is live, as this one's are. */
export function Behind({ approval: a, execution }: { approval: ApprovalView; execution: string }) {
  const now = useOnce('compare', [a.pipeline, a.from, a.execution]).data;
  const later = useOnce('compare', [a.pipeline, a.from, execution]).data;
  const [first, second] = [now && gainedIn(now), later && gainedIn(later)];
  // Of sources without a history nothing can be counted.
  if (!first || !second) return null;
  return (
    <>
      Approving ships {countOf(first.commits, 'commit', first.more)}; rejecting this one and
      approving that ships {countOf(second.commits, 'commit', second.more)}.
    </>
  );
}
