import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Progress } from './_components/progress';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export async function generateMetadata({
  params,
}: {
  params: Promise<{ name: string }>;
}): Promise<Metadata> {
  return { title: `Progress of ${decodeURIComponent((await params).name)}` };
}

interface Props {
  params: Promise<{ name: string }>;
  searchParams: Promise<{ stack?: string }>;
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
