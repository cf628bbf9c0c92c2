import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Declaration } from './_components/declaration';
import { Settings } from '@/components/notifications/settings';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export async function generateMetadata({
  params,
}: {
  params: Promise<{ name: string }>;
}): Promise<Metadata> {
  return { title: `Settings of ${decodeURIComponent((await params).name)}` };
}

export default async function SettingsPage({ params }: { params: Promise<{ name: string }> }) {
  const name = decodeURIComponent((await params).name);
  const found = await tryFirstPaint('notifications', name);
  if (found instanceof AppError && found.kind === 'not_found') notFound();
  return (
    <>
      <Settings
        name={name}
        initial={found instanceof AppError ? undefined : found}
        project={false}
      />
      <Declaration name={name} />
    </>
  );
}
