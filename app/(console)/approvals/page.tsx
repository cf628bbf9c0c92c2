import type { Metadata } from 'next';
import { Approvals } from '@/components/board/approvals';
import { getBoard } from '@/lib/server/data/board';
import { firstPaint } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  return <Approvals initial={await firstPaint(getBoard)} />;
}
