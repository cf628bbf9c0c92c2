import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Build } from '@/components/build/build';
import { AppError } from '@/lib/server/data/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Build' };

export default async function BuildPage({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  const view = await tryFirstPaint('build', id);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return <Build id={id} initial={view instanceof AppError ? undefined : view} />;
}
