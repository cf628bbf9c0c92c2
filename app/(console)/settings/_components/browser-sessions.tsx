'use client';
import { useState } from 'react';
import { signOut } from '@/lib/client/session';
import { routes } from '@/lib/routes';
import { Button } from '@/components/ui/button';
import { StatusIcon } from '@/components/ui/icon';

const EXPLANATION =
  'A browser stays signed in for 30 days after you last used Starboard in it. ' +
  'Signing out takes effect immediately, in all its tabs.';

/** Ends this browser's session, or every browser's. */
export function BrowserSessions({ needed }: { needed: boolean }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const leave = async (address: string): Promise<void> => {
    setBusy(true);
    setProblem(await signOut(address));
    setBusy(false);
  };
  if (!needed) return <p className="note k-unk">Sign-in is off (STARBOARD_AUTH=none).</p>;
  return (
    <section className="card max-w-[42rem]" aria-labelledby="browsers">
      <header className="card-head">
        <h2 id="browsers">Signed-in browsers</h2>
      </header>
      <div className="p-4 grid gap-3">
        <p className="text-muted">{EXPLANATION}</p>
        <p className="text-muted">
          To sign in again, run <code>npx starboard open</code>.
        </p>
        <div className="flex gap-2 flex-wrap">
          <Button disabled={busy} onClick={() => void leave(routes.api.signOut)}>
            Sign out
          </Button>
          <Button
            disabled={busy}
            variant="danger"
            onClick={() => void leave(routes.api.signOutEverywhere)}
          >
            Sign out everywhere
          </Button>
        </div>
        {problem && (
          <p className="note k-fail" role="alert">
            <StatusIcon status="fail" />
            <span>{problem}</span>
          </p>
        )}
      </div>
    </section>
  );
}
