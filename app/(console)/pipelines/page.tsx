import type { Metadata } from 'next';
import { PipelineList } from './_components/list';
import { firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Pipelines' };

export default async function PipelinesPage() {
  return <PipelineList initial={await firstPaint('board')} />;
}
