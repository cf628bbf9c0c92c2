import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Pipeline } from './_components/pipeline';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';
import { metadataOf } from '@/lib/server/page-metadata';

export const dynamic = 'force-dynamic';

interface Props {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const name = decodeURIComponent((await params).name);
  return metadataOf('pipeline', [name], name);
}

export default async function PipelinePage({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  const view = await tryFirstPaint('pipeline', name);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return <Pipeline name={name} initial={view instanceof AppError ? undefined : view} />;
}
