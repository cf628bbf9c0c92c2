import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Build } from '@/components/build/build';
import { getBuildView } from '@/lib/server/data/builds';
import { AppError, toAppError } from '@/lib/server/data/errors';
import { dashboardConnection } from '@/lib/server/env';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Build' };

export default async function BuildPage({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  const view = await getBuildView(dashboardConnection(), id).catch(toAppError);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return <Build id={id} initial={view instanceof AppError ? undefined : view} />;
}
