'use client';
import Link from 'next/link';
import { setNotify, useNotifyState, type NotifyState } from '@/lib/client/notify';
import { routes } from '@/lib/routes';
import { Switch } from '@/components/ui/checkbox';
import { SettingRow, SettingsSection } from './section';

const TEXTS: Readonly<Record<NotifyState, string>> = {
  on: 'While Starboard is open in a tab of this browser.',
  off: 'While Starboard is open in a tab of this browser.',
  denied: 'Blocked. Allow notifications for this address in the browser first.',
  missing: 'This browser has no notifications.',
};

/** What this browser tells; what AWS tells is set up for each pipeline. */
export function BrowserNotifications() {
  const state = useNotifyState();
  return (
    <SettingsSection id="notifications" title="Notifications">
      <SettingRow title="Approvals and failures in this browser" text={TEXTS[state]}>
        <Switch
          checked={state === 'on'}
          disabled={state === 'denied' || state === 'missing'}
          onChange={(on) => void setNotify(on)}
        >
          <span className="sr-only">Notify me about approvals and failures</span>
        </Switch>
      </SettingRow>
      <SettingRow
        title="Email, chat and webhooks"
        text="Set up for each pipeline, under its settings. AWS sends them."
      >
        <Link className="btn small" href={routes.pipelines}>
          Pipelines
        </Link>
      </SettingRow>
    </SettingsSection>
  );
}
