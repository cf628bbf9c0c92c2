import type { Metadata } from 'next';
import { NewProject } from './_components/new-project';
import { dashboardConnection } from '@/lib/server/env';
import { gallery } from '@/lib/server/templates/views';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'New project' };

export default async function NewProjectPage() {
  const connection = dashboardConnection();
  return <NewProject gallery={await gallery(connection)} aws={!connection.isThisMachine} />;
}
