import type { Metadata } from 'next';
import { BuildList } from '@/components/build/list';
import { listBuildViews } from '@/lib/server/data/builds';
import { firstPaint } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Builds' };

export default async function BuildsPage() {
  return <BuildList initial={await firstPaint(listBuildViews)} />;
}
