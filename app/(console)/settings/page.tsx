import type { Metadata } from 'next';
import { BrowserSessions } from './_components/browser-sessions';
import { PageHead } from '@/components/ui/page-head';
import { signInNeeded } from '@/lib/server/env';
import { routes } from '@/lib/routes';

export const metadata: Metadata = { title: 'Settings' };

/** What belongs to the dashboard itself; a project's settings are on the project's page. */
export default function SettingsPage() {
  return (
    <>
      <PageHead crumbs={[['Board', routes.board]]} title="Settings" />
      <BrowserSessions needed={signInNeeded()} />
    </>
  );
}
