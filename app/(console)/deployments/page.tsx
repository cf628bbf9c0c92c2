import type { Metadata } from 'next';
import { DeploymentList } from '@/components/deployment/list';
import { listDeploymentRows } from '@/lib/server/data/deployments';
import { firstPaint } from '@/lib/server/respond';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Deployments' };

export default async function DeploymentsPage() {
  return <DeploymentList initial={await firstPaint(listDeploymentRows)} />;
}
