import type { Metadata } from 'next';
import { Approvals } from './_components/approvals';
import type { ApprovalView } from '@/lib/domain/approvals/approval';
import { beginRead, firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Approvals' };

/** All that the open card asks for, the first file's change included. */
async function beginReview({ pipeline, stage, action, execution, from }: ApprovalView) {
  void beginRead('evidence', pipeline, stage, action, execution);
  void beginRead('tests', pipeline, from, execution);
  const change = await beginRead('compare', pipeline, from, execution);
  const part = change?.sources.find((s) => s.files?.list.length);
  const path = part?.files?.list[0]?.path;
  if (part && path !== undefined)
    void beginRead('file-diff', pipeline, from, execution, part.source, path);
}

export default async function ApprovalsPage() {
  const initial = await firstPaint('approvals');
  if (initial?.waiting[0]) void beginReview(initial.waiting[0]);
  return <Approvals initial={initial} />;
}
