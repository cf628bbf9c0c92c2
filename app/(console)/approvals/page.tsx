import type { Metadata } from 'next';
import { Approvals } from './_components/approvals';
import type { ApprovalView } from '@/lib/domain/approvals/approval';
import type { Enclosed } from '@/lib/domain/live/enclosed';
import { enclose, firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Approvals' };

/** All that the open card asks for, the first file's change included. */
const reviewOf = ({ pipeline, stage, action, execution, from }: ApprovalView): Enclosed[] => [
  enclose('evidence', [pipeline, stage, action, execution]),
  enclose('tests', [pipeline, from, execution]),
  enclose('compare', [pipeline, from, execution], ({ sources }) => {
    const part = sources.find((s) => s.files?.list.length);
    const path = part?.files?.list[0]?.path;
    return part && path !== undefined
      ? [enclose('file-diff', [pipeline, from, execution, part.source, path])]
      : [];
  }),
];

export default async function ApprovalsPage() {
  const initial = await firstPaint('approvals');
  const first = initial?.waiting[0];
  return <Approvals initial={initial} enclosed={first ? reviewOf(first) : []} />;
}
