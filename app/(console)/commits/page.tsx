import type { Metadata } from 'next';
import { Finder } from '@/components/commits/finder';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Where is my commit?' };

export default function CommitsPage() {
  return <Finder />;
}
