import type { Metadata } from 'next';
import { Approvals } from '@/components/approvals/approvals';
import { getApprovals } from '@/lib/server/data/approvals';
import { firstPaint } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  return <Approvals initial={await firstPaint(getApprovals)} />;
}
