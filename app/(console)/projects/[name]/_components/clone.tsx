'use client';
import type { ProjectSource } from '@/lib/domain/projects/project';
import { useIsAws } from '@/lib/client/backend';
import { Copy } from '@/components/ui/copy';
import { Icon } from '@/components/ui/icon';

function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className="cmd block-cmd">
      <code>{text}</code>
      <Copy text={text} label={label} />
    </div>
  );
}

/** How to get the code: one line to paste, no key in it, and what git is told once before. */
export function Clone({ source }: { source: ProjectSource }) {
  const aws = useIsAws();
  const { clone, provider, repository, branch, url } = source;
  return (
    <section className="card" aria-label="Code">
      <header className="card-head">
        <h2>Code</h2>
        <span className="text-xs text-faint truncate">
          {provider} {branch && <>· {branch}</>}
        </span>
      </header>
      <div className="p-4 grid gap-2">
        {url && (
          <a
            className="flex items-center gap-1.5 min-w-0"
            href={url}
            target="_blank"
            rel="noreferrer noopener"
          >
            <span className="truncate">{repository}</span>
            <Icon name="out" small />
          </a>
        )}
        {!url && !clone && <span className="truncate">{repository}</span>}
        {clone && <Command text={clone.command} label="Copy the clone command" />}
        {clone && clone.setUp.length > 0 && (
          <details className="set-up">
            <summary className="text-xs">Set up git once on this machine</summary>
            <div className="grid gap-2 mt-2">
              <Command text={clone.setUp.join('\n')} label="Copy the set-up commands" />
              <p className="text-xs text-faint">
                {aws
                  ? 'Git then asks the AWS CLI to sign. No password is needed.'
                  : 'Git then asks Starboard for the key. No password is needed.'}
              </p>
            </div>
          </details>
        )}
        {clone && <p className="text-xs text-faint">A push to {branch} starts a release.</p>}
      </div>
    </section>
  );
}
