import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { LoadBalancer } from './_components/load-balancer';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';
import { metadataOf } from '@/lib/server/page-metadata';

export const dynamic = 'force-dynamic';

interface Props {
  readonly params: Promise<{ name: string }>;
}

const nameOf = async ({ params }: Props): Promise<string> =>
  decodeURIComponent((await params).name);

export async function generateMetadata(props: Props): Promise<Metadata> {
  const name = await nameOf(props);
  return metadataOf('load-balancer', [name], `Load balancer ${name}`);
}

export default async function LoadBalancerPage(props: Props) {
  const name = await nameOf(props);
  const view = await tryFirstPaint('load-balancer', name);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return <LoadBalancer name={name} initial={view instanceof AppError ? undefined : view} />;
}
