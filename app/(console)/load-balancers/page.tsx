import type { Metadata } from 'next';
import { LoadBalancerList } from './_components/list';
import { firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Load balancers' };

export default async function LoadBalancersPage() {
  return <LoadBalancerList initial={await firstPaint('load-balancers')} />;
}
