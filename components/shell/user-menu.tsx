'use client';
import { Menu as Base } from '@base-ui/react/menu';
import Link from 'next/link';
import { useState } from 'react';
import { openShell } from '@/lib/client/shell-events';
import { signOut } from '@/lib/client/session';
import { setNotify, useNotifyState } from '@/lib/client/notify';
import { useTopic } from '@/lib/client/live/use-topic';
import { chooseTheme, useTheme } from '@/lib/client/theme';
import { chooseZone, useZone } from '@/lib/client/zone';
import type { Origin } from '@/lib/domain/account/origin';
import { routes } from '@/lib/routes';
import { Avatar } from '@/components/ui/avatar';

const PLACES = [
  ['Pipelines', routes.pipelines],
  ['Builds', routes.builds],
  ['Deployments', routes.deployments],
  ['Environments', routes.environments],
  ['Insights', routes.insights],
  ['Commits', routes.commits()],
  ['Settings', routes.settings],
] as const;
const THEMES = [
  ['Follow the system', undefined],
  ['Light', 'light'],
  ['Dark', 'dark'],
] as const;

/** Ends the session of this browser. Where nobody has to sign in there is nothing to end. */
function SignOut() {
  const [problem, setProblem] = useState<string>();
  const leave = async (): Promise<void> => setProblem(await signOut(routes.api.signOut));
  return (
    <Base.Item className="menu-item" closeOnClick={false} onClick={() => void leave()}>
      <span>
        Sign out
        {problem && (
          <span className="text-xs text-faint block" role="alert">
            {problem}
          </span>
        )}
      </span>
    </Base.Item>
  );
}

/** Who acts, and what the header has no room for on a small screen. */
export function UserMenu({ initial, session }: { initial: Origin | undefined; session: boolean }) {
  const { data } = useTopic('origin', [], initial);
  const theme = useTheme();
  const notify = useNotifyState();
  const { zone } = useZone();
  const person = data?.person ?? '';
  return (
    <Base.Root>
      <Base.Trigger className="icon-btn user" aria-label={`You: ${person || 'unknown'}`}>
        <Avatar name={person} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="positioner" sideOffset={6} align="end">
          <Base.Popup className="popover menu">
            <div className="menu-head">
              <b>{person || 'Not signed in to AWS'}</b>
              <span className="text-xs text-faint">
                {data
                  ? data.backend === 'local'
                    ? `the local engine, account ${data.account}`
                    : `${data.account} · ${data.region}`
                  : ''}
              </span>
            </div>
            {data?.readOnly && (
              <p className="text-xs text-muted px-3 pb-2 max-w-[36ch]">{data.readOnly}</p>
            )}
            {PLACES.map(([label, href]) => (
              <Base.LinkItem
                key={href}
                className="menu-item"
                closeOnClick
                render={<Link href={href} />}
              >
                {label}
              </Base.LinkItem>
            ))}
            <Base.Separator className="menu-line" />
            {THEMES.map(([label, value]) => (
              <Base.Item key={label} className="menu-item" onClick={() => chooseTheme(value)}>
                <span>{label}</span>
                {theme === value && <span className="text-faint">on</span>}
              </Base.Item>
            ))}
            <Base.Separator className="menu-line" />
            <Base.Item
              className="menu-item"
              closeOnClick={false}
              onClick={() => chooseZone(zone === 'UTC' ? 'local' : 'UTC')}
            >
              <span>Times in UTC</span>
              <span className="text-faint">{zone === 'UTC' ? 'on' : 'off'}</span>
            </Base.Item>
            <Base.Separator className="menu-line" />
            <Base.Item
              className="menu-item"
              disabled={notify === 'denied' || notify === 'missing'}
              closeOnClick={false}
              onClick={() => void setNotify(notify !== 'on')}
            >
              <span>
                Notify me about approvals and failures
                {notify === 'denied' && (
                  <span className="text-xs text-faint block">
                    Notifications are blocked. Allow them for this address in the browser first.
                  </span>
                )}
              </span>
              <span className="text-faint">{notify === 'on' ? 'on' : 'off'}</span>
            </Base.Item>
            <Base.Item className="menu-item" onClick={() => openShell('keys')}>
              <span>Keys</span>
              <kbd className="kbd">?</kbd>
            </Base.Item>
            {session && (
              <>
                <Base.Separator className="menu-line" />
                <SignOut />
              </>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
