import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Deployment } from '@/components/deployment/deployment';
import { getDeploymentView } from '@/lib/server/data/deployments';
import { AppError, toAppError } from '@/lib/server/data/errors';
import { dashboardConnection } from '@/lib/server/env';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Deployment' };

export default async function DeploymentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const view = await getDeploymentView(dashboardConnection(), id).catch(toAppError);
  if (view instanceof AppError && view.kind === 'not_found') notFound();
  return <Deployment id={id} initial={view instanceof AppError ? undefined : view} />;
}
