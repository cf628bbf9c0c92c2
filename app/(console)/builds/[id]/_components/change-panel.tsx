'use client';
import Link from 'next/link';
import { useState } from 'react';
import {
  commitsOf,
  filesOf,
  sinceWords,
  type BuildChange,
  type SinceGreen,
} from '@/lib/domain/builds/change';
import type { Commit, FileChange } from '@/lib/domain/commits/comparison';
import { routes } from '@/lib/routes';
import { ChangesDialog } from '@/components/diff/changes-dialog';
import { DiffStat } from '@/components/diff/diff-stat';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { OutLink } from '@/components/ui/out-link';
import { Panel } from '@/components/ui/panel';
import { RevisionId } from '@/components/ui/revision-id';
import { Sha } from '@/components/ui/sha';
import { RelativeTime } from '@/components/ui/time';

const FEW = 4;

function Commits({ commits, all }: { commits: readonly Commit[]; all: boolean }) {
  const shown = all ? commits : commits.slice(0, FEW);
  return (
    <ul className="since-commits" aria-label="Commits">
      {shown.map((c) => (
        <li key={c.sha}>
          <Avatar name={c.author} />
          <span className="min-w-0">
            <span className="since-message" title={c.message}>
              {c.message}
            </span>
            <span className="text-xs text-faint">
              <Sha sha={c.sha} /> {c.author}, <RelativeTime at={c.at} suffix=" ago" />
            </span>
          </span>
        </li>
      ))}
      {commits.length > shown.length && (
        <li className="text-xs text-faint">{commits.length - shown.length} more</li>
      )}
    </ul>
  );
}

function Files({ files, all }: { files: readonly FileChange[]; all: boolean }) {
  const shown = all ? files : files.slice(0, FEW);
  return (
    <ul className="since-files" aria-label="Files">
      {shown.map((f) => (
        <li key={f.path}>
          <code className="truncate flex-1" title={f.path}>
            {f.path}
          </code>
          <DiffStat added={f.added} removed={f.removed} />
        </li>
      ))}
      {files.length > shown.length && (
        <li className="text-xs text-faint">{files.length - shown.length} more</li>
      )}
    </ul>
  );
}

const isSame = ({ parts }: SinceGreen): boolean =>
  parts.length > 0 && parts.every((p) => p.difference === 'same');

/** What is known where neither commits nor files can be listed. */
function Ids({ since: { parts } }: { since: SinceGreen }) {
  return (
    <ul className="text-xs">
      {parts.map((p) => (
        <li key={p.source}>
          {p.source && `${p.source}: `}
          {p.from ? <RevisionId revision={p.from} /> : 'nothing'} →{' '}
          {p.to && <RevisionId revision={p.to} />}{' '}
          {p.link && <OutLink href={p.link} label="Compare" about={p.source} />}
        </li>
      ))}
    </ul>
  );
}

function Since({ since, all }: { since: SinceGreen; all: boolean }) {
  if (isSame(since))
    return (
      <p>The same source as build {since.green.number}, which was green. Nothing in it changed.</p>
    );
  const [commits, files] = [commitsOf(since), filesOf(since)];
  return (
    <>
      {commits.length > 0 && <Commits commits={commits} all={all} />}
      {files.length > 0 && <Files files={files} all={all} />}
      {!commits.length && !files.length && <Ids since={since} />}
      {since.parts
        .flatMap((p) => p.unread)
        .map((u) => (
          <p key={u.why} className="text-xs text-muted">
            {u.why}
          </p>
        ))}
    </>
  );
}

/** Everything that came since, with each file's diff where both executions are known. */
export function SinceDialog({
  change,
  since,
  onClose,
}: {
  change: BuildChange;
  since: SinceGreen;
  onClose: () => void;
}) {
  const { executions, green } = since;
  const title = `Changes since build ${green.number}`;
  const subtitle = 'The last green build before this one.';
  if (executions && change.pipeline !== undefined)
    return (
      <ChangesDialog
        title={title}
        subtitle={subtitle}
        pipeline={change.pipeline}
        {...executions}
        onClose={onClose}
      />
    );
  return (
    <Dialog open onClose={onClose} wide title={title} subtitle={subtitle}>
      <div className="dialog-body p-4 grid gap-3">
        <Since since={since} all />
      </div>
    </Dialog>
  );
}

/** Opens what came since the last green build; nothing where that is not known. */
export function SinceButton({ change }: { change: BuildChange | undefined }) {
  const [isOpen, setOpen] = useState(false);
  const since = change?.since;
  if (!since || isSame(since)) return null;
  return (
    <>
      <Button size="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Changes since build {since.green.number}…
      </Button>
      {isOpen && <SinceDialog change={change} since={since} onClose={() => setOpen(false)} />}
    </>
  );
}

/** What is new in this build since the last green one: commits, who wrote them, and the files they touched. */
export function ChangePanel({ change }: { change: BuildChange }) {
  const { since, unread, revision } = change;
  if (!since)
    return unread.length || !revision ? (
      unread.map((text) => (
        <p key={text} className="note k-unk text-xs">
          {text}
        </p>
      ))
    ) : (
      <Panel title="Changes">
        <p className="text-muted">No build before this one was green.</p>
      </Panel>
    );
  return (
    <Panel title={`Changes since build ${since.green.number}`} aside={sinceWords(since)}>
      <Since since={since} all={false} />
      <p className="flex gap-3 mt-2 text-xs">
        <Link href={routes.build(since.green.id)} prefetch={false}>
          Open build {since.green.number}
        </Link>
      </p>
      {unread.map((text) => (
        <p key={text} className="text-xs text-muted">
          {text}
        </p>
      ))}
    </Panel>
  );
}
