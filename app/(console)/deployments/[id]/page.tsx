import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Deployment } from './_components/deployment';
import { AppError } from '@/lib/server/aws/errors';
import { firstPaint, tryFirstPaint } from '@/lib/server/first-paint';
import { metadataOf } from '@/lib/server/page-metadata';

export const dynamic = 'force-dynamic';
export async function generateMetadata({
  params,
}: {
  params: Promise<{ id: string }>;
}): Promise<Metadata> {
  const id = decodeURIComponent((await params).id);
  return metadataOf('deployment', [id], `Deployment ${id}`);
}

export default async function DeploymentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [view, context] = await Promise.all([
    tryFirstPaint('deployment', id),
    firstPaint('deployment-context', id),
  ]);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return (
    <Deployment
      id={id}
      initial={view instanceof AppError ? undefined : view}
      around={view instanceof AppError ? undefined : context}
    />
  );
}
