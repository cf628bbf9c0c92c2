import type { Metadata } from 'next';
import { BuildList } from './_components/list';
import { firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Builds' };

export default async function BuildsPage() {
  return <BuildList initial={await firstPaint('builds')} />;
}
