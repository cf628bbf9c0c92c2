import type { Metadata } from 'next';
import { DashboardSettings } from './_components/dashboard-settings';
import { signInNeeded } from '@/lib/server/env';
import { firstPaint } from '@/lib/server/first-paint';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Settings' };

/** What belongs to the dashboard itself; a project's settings are on the project's page. */
export default async function SettingsPage() {
  return <DashboardSettings origin={await firstPaint('origin')} signIn={signInNeeded()} />;
}
