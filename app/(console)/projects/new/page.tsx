import type { Metadata } from 'next';
import { NewProject } from '@/components/new-project/new-project';
import { dashboardConnection } from '@/lib/server/env';
import { listTemplates } from '@/lib/server/projects/templates';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'New project' };

export default async function NewProjectPage() {
  return <NewProject templates={await listTemplates()} aws={dashboardConnection().backend === 'aws'} />;
}
