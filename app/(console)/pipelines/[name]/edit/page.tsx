import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EditPipelinePage } from './_components/edit';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export async function generateMetadata({
  params,
}: {
  params: Promise<{ name: string }>;
}): Promise<Metadata> {
  return { title: `Edit ${decodeURIComponent((await params).name)}` };
}

export default async function EditPage({
  params,
  searchParams,
}: {
  params: Promise<{ name: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const name = decodeURIComponent((await params).name);
  const found = await tryFirstPaint('declaration', name);
  if (found instanceof AppError && found.kind === 'not_found') notFound();
  return <EditPipelinePage name={name} clone={(await searchParams)['clone'] !== undefined} />;
}
