'use client';
import { useState } from 'react';
import { useIsAws } from '@/lib/client/backend';
import {
  SPECIAL,
  specialFiles,
  type Commit,
  type FilesBetween,
  type SourcePart,
} from '@/lib/domain/commits/comparison';
import { DiffPanel, FilePath } from './panel';
import { DiffStat } from './diff-stat';
import { Avatar } from '@/components/ui/avatar';
import { Icon } from '@/components/ui/icon';
import { OutLink } from '@/components/ui/out-link';
import { RevisionId } from '@/components/ui/revision-id';
import { Sha } from '@/components/ui/sha';
import { RelativeTime } from '@/components/ui/time';
import { countOf } from './count';
import { UnreadNote } from './unread-note';

const FEW = 8;
/** In the dialog, beside the files. */
const FEW_BESIDE = 3;

function CommitList({
  commits,
  more,
  title,
  few,
}: {
  commits: readonly Commit[];
  more: boolean;
  title: string;
  /** How many are shown at first. */
  few: number;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? commits : commits.slice(0, few);
  return (
    <section>
      <h3 className="label">
        {title}: {countOf(commits.length, 'commit', more)}
      </h3>
      <ul className="commits">
        {shown.map((c) => (
          <li key={c.sha}>
            <Sha sha={c.sha} />
            <span className="truncate flex-1" title={c.message}>
              {c.message}
            </span>
            <span className="who">
              <Avatar name={c.author} />
              <span className="sr-only">{c.author}</span>
              <span className="text-xs text-faint">
                <RelativeTime at={c.at} />
              </span>
            </span>
          </li>
        ))}
      </ul>
      {commits.length > shown.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {commits.length - shown.length} more commits
        </button>
      )}
    </section>
  );
}

interface Props {
  readonly pipeline: string;
  readonly from: string;
  readonly to: string;
  readonly word: string;
  readonly open: boolean;
  readonly part: SourcePart;
  /** Its name stands above it: there are others. */
  readonly named: boolean;
}

/** How many files and lines, and the way to their diff where it is not drawn by itself. */
function FilesHead({
  files,
  drawn,
  onDraw,
}: {
  files: FilesBetween;
  drawn: boolean;
  onDraw: (() => void) | undefined;
}) {
  const count = files.list.length + files.more;
  return (
    <div className="flex items-center justify-between">
      <h3 className="label">{count ? `${countOf(count, 'file')} changed` : 'No file differs'}</h3>
      <span className="flex items-center gap-3">
        {files.lines && <DiffStat added={files.lines.added} removed={files.lines.removed} />}
        {onDraw && count > 0 && (
          <button type="button" className="link" aria-expanded={drawn} onClick={onDraw}>
            {drawn ? 'Hide the diff' : 'Show the diff'}
          </button>
        )}
      </span>
    </div>
  );
}

/** One source that changes, or of which that is not known: commits by which way they go, and files. */
export function SourceChange({ pipeline, from, to, word, open, part: p, named }: Props) {
  const [drawn, setDrawn] = useState(open);
  const body = (
    <>
      <div className={open || drawn ? 'contents' : 'change-columns'}>
        <Commits part={p} word={word} few={open ? FEW : FEW_BESIDE} />
        {p.files && (
          <section>
            <FilesHead
              files={p.files}
              drawn={drawn}
              onDraw={open ? undefined : () => setDrawn(!drawn)}
            />
            {!drawn && <FileLines files={p.files} />}
          </section>
        )}
      </div>
      {p.files && <Special files={p.files} />}
      {p.files && drawn && (
        <DiffPanel {...{ pipeline, from, to }} source={p.source} files={p.files} fresh={!p.from} />
      )}
      <Ways part={p} />
      {p.unread.map((u) => (
        <UnreadNote
          key={u.why}
          part={p.difference === 'unknown' ? p.source : `Part of ${p.source}`}
          unread={u}
        />
      ))}
    </>
  );
  if (!named) return body;
  return (
    <div role="group" className="source-change" aria-label={`Source ${p.source}`}>
      <header>
        <b className="font-medium truncate">{p.source}</b>
        {p.from && <RevisionId revision={p.from} />}
        {p.from && <Icon name="arrow" small />}
        {p.to && <RevisionId revision={p.to} strong />}
        <span className="tag">{DIFFERENCE[p.difference]}</span>
        {p.to?.message && (
          <span className="text-muted truncate flex-1" title={p.to.message}>
            {p.to.message}
          </span>
        )}
      </header>
      {body}
    </div>
  );
}

const DIFFERENCE: Readonly<Record<SourcePart['difference'], string>> = {
  same: 'same',
  changed: 'changed',
  new: 'new',
  gone: 'gone',
  unknown: 'not known',
};

const isConsole = (url: string | undefined): boolean =>
  /^https:\/\/(?:[\w-]+\.)*console\.aws\.amazon\.com\//.test(url ?? '');

/** Where the revision, and what is between the two, can be looked at elsewhere. */
function Ways({ part: p }: { part: SourcePart }) {
  const isAws = useIsAws();
  const { link } = p;
  // The engine tells the address of AWS's console, which knows nothing of this machine.
  const url = isAws || !isConsole(p.to?.url) ? p.to?.url : undefined;
  if (!link && !url) return null;
  return (
    <p className="text-xs flex flex-wrap gap-3">
      {link && <OutLink href={link} label={`Compare at ${new URL(link).host}`} about={p.source} />}
      {url && <OutLink href={url} label="Open this revision" about={p.source} />}
    </p>
  );
}

function Commits({ part: p, word, few }: { part: SourcePart; word: string; few: number }) {
  if (p.by === 'artifacts' && p.kind === 'commit')
    return (
      <p className="text-xs text-muted">
        AWS cannot list this source&apos;s commits, so Starboard compares the source archives.
      </p>
    );
  if (p.by === 'ids' && !p.unread.length && p.difference !== 'gone')
    return (
      <p className="text-xs text-muted">
        {p.kind === 'image'
          ? 'Images are compared by their digests.'
          : 'This source is compared by its ids alone.'}
      </p>
    );
  if (!p.commits) return null;
  const { gained, lost, more } = p.commits;
  return (
    <>
      {gained.length > 0 && (
        <CommitList
          title={word === 'Undone' ? 'Comes back' : word}
          commits={gained}
          {...{ more, few }}
        />
      )}
      {lost.length > 0 && <CommitList title="Undone" commits={lost} {...{ more, few }} />}
    </>
  );
}

/** Changes that are more than code, before anything else about the files. */
function Special({ files }: { files: FilesBetween }) {
  const found = specialFiles(files.list);
  if (!found.length) return null;
  return (
    <ul className="note k-wait special">
      {found.map((s) => (
        <li key={s.special}>
          <Icon name="warn" small />
          <span>
            Changes {SPECIAL[s.special]}:{' '}
            {s.paths.slice(0, 4).map((p, i) => (
              <span key={p}>
                {i > 0 && ', '}
                <code>{p}</code>
              </span>
            ))}
            {s.paths.length > 4 && ` and ${s.paths.length - 4} more`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function FileLines({ files }: { files: FilesBetween }) {
  return (
    <ul className="file-lines">
      {files.list.slice(0, 3).map((f) => (
        <li key={f.path}>
          <FilePath path={f.path} />
          {f.special && <span className="tag">{f.special}</span>}
          <DiffStat added={f.added} removed={f.removed} />
        </li>
      ))}
      {files.list.length > 3 && (
        <li className="text-xs text-faint">{files.list.length - 3 + files.more} more</li>
      )}
    </ul>
  );
}
