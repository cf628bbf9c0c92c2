'use client';
import { useState } from 'react';
import { signOut } from '@/lib/client/session';
import { routes } from '@/lib/routes';
import { Button } from '@/components/ui/button';
import { Copy } from '@/components/ui/copy';
import { StatusIcon } from '@/components/ui/icon';
import { SettingRow, SettingsSection } from './section';

const SIGN_IN = 'npx starboard open';

/** Ends this browser's session, or every browser's. */
export function BrowserSessions({ needed }: { needed: boolean }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const leave = async (address: string): Promise<void> => {
    setBusy(true);
    setProblem(await signOut(address));
    setBusy(false);
  };
  return (
    <SettingsSection id="browsers" title="Signed-in browsers">
      {!needed && (
        <SettingRow title="Sign-in is off" text="Starboard was started with STARBOARD_AUTH=none.">
          {null}
        </SettingRow>
      )}
      {needed && (
        <>
          <SettingRow
            title="This browser"
            text="Stays signed in for 30 days after you last used it."
          >
            <Button disabled={busy} onClick={() => void leave(routes.api.signOut)}>
              Sign out
            </Button>
          </SettingRow>
          <SettingRow title="All browsers" text="Takes effect immediately, in every open tab.">
            <Button
              disabled={busy}
              variant="danger"
              onClick={() => void leave(routes.api.signOutEverywhere)}
            >
              Sign out everywhere
            </Button>
          </SettingRow>
          <SettingRow title="Sign in again" text="In the Starboard folder.">
            <span className="cmd">
              <code>{SIGN_IN}</code>
              <Copy text={SIGN_IN} label="Copy the command" />
            </span>
          </SettingRow>
        </>
      )}
      {problem && (
        <p className="note k-fail m-4" role="alert">
          <StatusIcon status="fail" />
          <span>{problem}</span>
        </p>
      )}
    </SettingsSection>
  );
}
