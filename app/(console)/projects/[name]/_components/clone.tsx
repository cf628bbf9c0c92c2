'use client';
import { useIsAws } from '@/lib/client/backend';
import { Copy } from '@/components/ui/copy';

/** How to get the code: one line to paste, no key in it. */
export function Clone({ command, url }: { command: string; url: string }) {
  const aws = useIsAws();
  if (!url) return null;
  return (
    <section className="card">
      <header className="card-head">
        <h2>Clone</h2>
      </header>
      <div className="p-4">
        <div className="cmd block-cmd">
          <code>{command}</code>
          <Copy text={command} label="Copy the clone command" />
        </div>
        <p className="text-xs text-faint mt-2">
          {aws ? (
            <>
              Run it where the AWS CLI is signed in. Its credential helper signs each call, so no
              password is needed.
            </>
          ) : (
            <>
              Run it in any folder. The credential helper, <code>starboard git-credential</code>,
              supplies the key, so none is shown.
            </>
          )}{' '}
          A push to the branch starts a release.
        </p>
      </div>
    </section>
  );
}
