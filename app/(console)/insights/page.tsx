import type { Metadata } from 'next';
import { Insights } from './_components/insights';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Insights' };

export default function InsightsPage() {
  return <Insights />;
}
