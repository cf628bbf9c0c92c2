import type { Origin } from '@/lib/domain/account/origin';
import { routes } from '@/lib/routes';
import { PageHead } from '@/components/ui/page-head';
import { Appearance } from './appearance';
import { BrowserNotifications } from './browser-notifications';
import { BrowserSessions } from './browser-sessions';
import { DataSource } from './data-source';

const SECTIONS = [
  ['appearance', 'Appearance'],
  ['notifications', 'Notifications'],
  ['data', 'Data source'],
  ['browsers', 'Signed-in browsers'],
] as const;

/** The settings of this browser, and what this dashboard is connected to. */
export function DashboardSettings({
  origin,
  signIn,
}: {
  origin: Origin | undefined;
  signIn: boolean;
}) {
  return (
    <>
      <PageHead crumbs={[['Board', routes.board]]} title="Settings" />
      <div className="dashboard-settings">
        <nav aria-label="Sections">
          <ul>
            {SECTIONS.map(([id, label]) => (
              <li key={id}>
                <a href={`#${id}`}>{label}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="grid gap-4 min-w-0">
          <Appearance />
          <BrowserNotifications />
          <DataSource initial={origin} />
          <BrowserSessions needed={signIn} />
        </div>
      </div>
    </>
  );
}
