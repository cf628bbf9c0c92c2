import type { Metadata } from 'next';
import { PipelineList } from '@/components/pipeline/list';
import { getBoard } from '@/lib/server/data/board';
import { firstPaint } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Pipelines' };

export default async function PipelinesPage() {
  return <PipelineList initial={await firstPaint(getBoard)} />;
}
