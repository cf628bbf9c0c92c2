'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useOnce } from '@/lib/client/live/use-topic';
import type { FilesBetween } from '@/lib/domain/commits/comparison';
import { TopicView } from '@/components/ui/topic-view';
import { DiffStat } from './diff-stat';

const Patch = dynamic(() => import('./patch').then((m) => m.Patch), {
  ssr: false,
  loading: () => <div className="skeleton h-40 m-3" />,
});

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

/** Files on the left, the chosen one's change on the right; on a phone one under the other. */
export function DiffPanel({ pipeline, from, to, source, files: all, fresh }: Props) {
  const [chosen, setChosen] = useState(all.list[0]?.path);
  const [shown, setShown] = useState(PAGE);
  if (chosen === undefined) return null;
  const files = all.list.slice(0, shown);
  return (
    <div className="diff-panel">
      <ul className="diff-files" aria-label="Changed files">
        {files.map((f) => (
          <li key={f.path}>
            <button
              type="button"
              aria-current={f.path === chosen || undefined}
              onClick={() => setChosen(f.path)}
              title={f.path}
            >
              <code className="truncate flex-1">{f.path}</code>
              {f.change !== 'modified' && !fresh && (
                <span className="tag">{f.change === 'added' ? 'new' : 'gone'}</span>
              )}
              {f.special && <span className="tag">{f.special}</span>}
              <DiffStat added={f.added} removed={f.removed} />
            </button>
          </li>
        ))}
        {all.list.length > shown && (
          <li>
            <button type="button" className="link" onClick={() => setShown(shown + PAGE)}>
              {all.list.length - shown + all.more} more files
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
              {data.patch && <Patch text={data.patch} />}
            </>
          )}
        </TopicView>
      </div>
    </section>
  );
}
