import type { Metadata } from 'next';
import { Approvals } from './_components/approvals';
import { firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  return <Approvals initial={await firstPaint('approvals')} />;
}
