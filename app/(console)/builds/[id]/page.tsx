import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { BatchAlone, NeitherRead } from './_components/batch-alone';
import { Build } from './_components/build';
import { routes } from '@/lib/routes';
import { findBatch } from '@/lib/server/builds/batch';
import { AppError } from '@/lib/server/aws/errors';
import { dashboardConnection } from '@/lib/server/env';
import { beginRead, firstPaint, tryFirstPaint } from '@/lib/server/first-paint';
import { beginLines } from '@/lib/server/logs/first-lines';
import { metadataOf } from '@/lib/server/page-metadata';

export const dynamic = 'force-dynamic';
export async function generateMetadata({
  params,
}: {
  params: Promise<{ id: string }>;
}): Promise<Metadata> {
  const id = decodeURIComponent((await params).id);
  // CodeBuild's ids begin with the project's name (API reference, Build).
  return metadataOf('build', [id], `${id.split(':')[0] ?? ''} build`);
}

export default async function BuildPage({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  void beginRead('build-detail', id);
  const lines = beginLines(id);
  const [view, change, failure] = await Promise.all([
    tryFirstPaint('build', id),
    firstPaint('build-change', id),
    firstPaint('build-failure', id),
  ]);
  if (view instanceof AppError && view.kind === 'not_found') {
    const batch = await findBatch(dashboardConnection(), id);
    if (!batch) notFound();
    if ('build' in batch) redirect(routes.build(batch.build));
    return 'unread' in batch ? (
      <NeitherRead id={id} reason={batch.unread} />
    ) : (
      <BatchAlone batch={batch} />
    );
  }
  return (
    <Build
      key={id}
      id={id}
      initial={view instanceof AppError ? undefined : view}
      change={change}
      failure={failure}
      lines={(await lines()).first}
    />
  );
}
