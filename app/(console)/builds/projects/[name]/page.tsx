import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BuildProject } from './_components/build-project';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export async function generateMetadata({
  params,
}: {
  params: Promise<{ name: string }>;
}): Promise<Metadata> {
  return { title: `Build project ${decodeURIComponent((await params).name)}` };
}

export default async function BuildProjectPage({ params }: { params: Promise<{ name: string }> }) {
  const name = decodeURIComponent((await params).name);
  const found = await tryFirstPaint('build-project', name);
  if (found instanceof AppError && found.kind === 'not_found') notFound();
  return <BuildProject name={name} initial={found instanceof AppError ? undefined : found} />;
}
