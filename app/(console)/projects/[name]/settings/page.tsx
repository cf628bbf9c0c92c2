import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Settings } from '@/components/notifications/settings';
import { AppError } from '@/lib/server/aws/errors';
import { tryFirstPaint } from '@/lib/server/first-paint';
import { routes } from '@/lib/routes';
import { DeleteCard } from '../_components/delete-card';
import { ProjectTabs } from '../_components/project-tabs';

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
    <Settings
      name={name}
      initial={found instanceof AppError ? undefined : found}
      project={true}
      tabs={
        <ProjectTabs
          name={name}
          isOurs
          // In a stack of ours all is called as the project.
          lists={{ builds: name, deployments: name }}
          here={routes.projectSettings(name)}
        />
      }
    >
      <DeleteCard name={name} />
    </Settings>
  );
}
