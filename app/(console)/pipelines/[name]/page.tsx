import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Pipeline } from '@/components/pipeline/pipeline';
import { AppError, toAppError } from '@/lib/server/data/errors';
import { getPipelineView } from '@/lib/server/data/pipelines';
import { dashboardConnection } from '@/lib/server/env';

export const dynamic = 'force-dynamic';

interface Props { params: Promise<{ name: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function PipelinePage({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  const view = await getPipelineView(dashboardConnection(), name).catch(toAppError);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return <Pipeline name={name} initial={view instanceof AppError ? undefined : view} />;
}
