import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Progress } from './_components/progress';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';
import { metadataOf } from '@/lib/server/page-metadata';

export const dynamic = 'force-dynamic';
interface Props {
  params: Promise<{ name: string }>;
  searchParams: Promise<{ stack?: string }>;
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const name = decodeURIComponent((await params).name);
  const { stack = '' } = await searchParams;
  return metadataOf('progress', [name, stack], `Progress of ${name}`);
}

export default async function ProgressPage({ params, searchParams }: Props) {
  const name = decodeURIComponent((await params).name);
  const { stack = '' } = await searchParams;
  const progress = await tryFirstPaint('progress', name, stack);
  if (progress instanceof AppError && progress.kind === 'not_found') notFound();
  return (
    <Progress
      name={name}
      stack={stack}
      initial={progress instanceof AppError ? undefined : progress}
    />
  );
}
