'use client';
import { useOnce } from '@/lib/client/live/use-topic';
import type { ApprovalView } from '@/lib/domain/approval';
import { countOf } from '@/components/change/comparison';

/** What the one that waits behind would ship: commits counted from what is live, as this one's are. */
export function Behind({ approval: a, execution }: { approval: ApprovalView; execution: string }) {
  const now = useOnce('compare', [a.pipeline, a.from, a.execution]).data;
  const later = useOnce('compare', [a.pipeline, a.from, execution]).data;
  if (!now || !later || later.by === 'artifacts') return null;
  return (
    <>
      Approving ships {countOf(now.gained.length, 'commit', now.moreCommits)}; rejecting this one
      and approving that ships {countOf(later.gained.length, 'commit', later.moreCommits)}.
    </>
  );
}
