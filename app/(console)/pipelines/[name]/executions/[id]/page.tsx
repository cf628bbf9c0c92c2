import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Execution } from './_components/execution';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export async function generateMetadata({
  params,
}: {
  params: Promise<{ name: string }>;
}): Promise<Metadata> {
  return { title: `${decodeURIComponent((await params).name)} execution` };
}

export default async function ExecutionPage({
  params,
}: {
  params: Promise<{ name: string; id: string }>;
}) {
  const { name, id } = await params;
  const [pipeline, execution] = [decodeURIComponent(name), decodeURIComponent(id)];
  const view = await tryFirstPaint('execution', pipeline, execution);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return (
    <Execution
      pipeline={pipeline}
      id={execution}
      initial={view instanceof AppError ? undefined : view}
    />
  );
}
