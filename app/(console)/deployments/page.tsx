import type { Metadata } from 'next';
import { DeploymentList } from './_components/list';
import { firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Deployments' };

export default async function DeploymentsPage() {
  return <DeploymentList initial={await firstPaint('deployments')} />;
}
