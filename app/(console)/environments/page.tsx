import type { Metadata } from 'next';
import { EnvironmentList } from './_components/list';
import { firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Environments' };

export default async function EnvironmentsPage() {
  return <EnvironmentList initial={await firstPaint('environments')} />;
}
