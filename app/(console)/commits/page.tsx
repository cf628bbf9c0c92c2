import type { Metadata } from 'next';
import { firstPaint } from '@/lib/server/first-paint';
import { Commits } from './_components/commits';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Commits' };

export default async function CommitsPage({
  searchParams,
}: {
  searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}) {
  // A search shows its own findings.
  const isSearch = Boolean((await searchParams)['q']);
  return <Commits initial={isSearch ? undefined : await firstPaint('commits')} />;
}
