'use client';
import { useState } from 'react';
import { useOnce } from '@/lib/client/live/use-topic';
import type { FileChange, FilesBetween } from '@/lib/domain/commits/comparison';
import { TopicView } from '@/components/ui/topic-view';
import { countOf } from './count';
import { DiffStat } from './diff-stat';
import { LazyPatch } from './lazy-patch';

const PAGE = 100;

interface Props {
  readonly pipeline: string;
  readonly from: string;
  readonly to: string;
  /** The source action whose files these are. */
  readonly source: string;
  readonly files: FilesBetween;
  /** There is nothing before them. */
  readonly fresh: boolean;
}

/** A path that gives way in its folders, never in its name. */
export function FilePath({ path }: { path: string }) {
  const at = path.lastIndexOf('/') + 1;
  return (
    <code className="file-path" title={path}>
      {at > 0 && <span className="truncate text-muted">{path.slice(0, at)}</span>}
      <span className="truncate name">{path.slice(at)}</span>
    </code>
  );
}

interface RowProps {
  readonly file: FileChange;
  readonly chosen: string;
  readonly fresh: boolean;
  readonly choose: (path: string) => void;
}

/** What became of the file; where all is new that is said once, above. */
function fateOf({ change }: FileChange, fresh: boolean): string[] {
  if (change === 'modified' || fresh) return [];
  return [change === 'added' ? 'new' : 'gone'];
}

/** Its lines as they were counted, for whoever hears them. */
const linesOf = ({ added, removed }: FileChange): string[] =>
  added === undefined && removed === undefined
    ? []
    : [`${countOf(added ?? 0, 'line')} added`, `${removed ?? 0} removed`];

function FileRow({ file: f, chosen, fresh, choose }: RowProps) {
  const tags = [...fateOf(f, fresh), ...(f.special ? [f.special] : [])];
  return (
    <li>
      <button
        type="button"
        aria-current={f.path === chosen || undefined}
        aria-label={[f.path, ...tags, ...linesOf(f)].join(', ')}
        onClick={() => choose(f.path)}
      >
        <FilePath path={f.path} />
        {tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
        <DiffStat added={f.added} removed={f.removed} />
      </button>
    </li>
  );
}

/** Files on the left, the chosen one's change on the right; on a phone one under the other. */
export function DiffPanel({ pipeline, from, to, source, files: all, fresh }: Props) {
  const [chosen, setChosen] = useState(all.list[0]?.path);
  const [shown, setShown] = useState(PAGE);
  const [unfolded, setUnfolded] = useState(false);
  if (chosen === undefined) return null;
  const written = all.list.filter((f) => f.role !== 'generated');
  const generated = all.list.filter((f) => f.role === 'generated');
  // Where tools wrote all of it there is nothing else to read.
  const isOpen = unfolded || !written.length;
  const files = [...written, ...(isOpen ? generated : [])].slice(0, shown);
  const rest = (isOpen ? all.list.length : written.length) - files.length;
  return (
    <div className="diff-panel">
      <ul className="diff-files" aria-label="Changed files">
        {files.map((f) => (
          <FileRow key={f.path} {...{ file: f, chosen, fresh, choose: setChosen }} />
        ))}
        {rest > 0 && (
          <li>
            <button type="button" className="link" onClick={() => setShown(shown + PAGE)}>
              {rest + all.more} more files
            </button>
          </li>
        )}
        {!isOpen && generated.length > 0 && (
          <li>
            <button type="button" className="link" onClick={() => setUnfolded(true)}>
              Show {countOf(generated.length, 'generated file')}
            </button>
          </li>
        )}
      </ul>
      <FileChange key={chosen} {...{ pipeline, from, to, source }} path={chosen} />
    </div>
  );
}

function FileChange({
  pipeline,
  from,
  to,
  source,
  path,
}: {
  pipeline: string;
  from: string;
  to: string;
  source: string;
  path: string;
}) {
  const diff = useOnce('file-diff', [pipeline, from, to, source, path]);
  return (
    <section className="diff-file" aria-label={`${path} of ${pipeline}`} tabIndex={0}>
      <div className="diff-head">
        <code className="truncate">{path}</code>
      </div>
      <div className={diff.error ? 'p-3' : undefined}>
        <TopicView
          topic={diff}
          loading={
            <div className="skeleton h-40 m-3" role="status" aria-label="Reading the file" />
          }
        >
          {(data) => (
            <>
              {data.why && <p className="p-3 text-muted">{data.why}</p>}
              {data.patch && <LazyPatch text={data.patch} />}
            </>
          )}
        </TopicView>
      </div>
    </section>
  );
}
