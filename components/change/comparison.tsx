'use client';
import { useState } from 'react';
import { useOnce } from '@/lib/client/live/use-topic';
import { SPECIAL, specialFiles, type Commit, type Comparison } from '@/lib/domain/comparison';
import { Sha } from '@/components/ui/sha';
import { ReadProblem } from '@/components/ui/states';
import { Age } from '@/components/ui/time';
import { Avatar } from '@/components/ui/avatar';
import { Icon } from '@/components/ui/icon';
import { DiffPanel } from '@/components/diff/panel';
import { Lines } from '@/components/diff/lines';

const FEW = 8;

export const countOf = (n: number, word: string, more = false): string =>
  `${n}${more ? '+' : ''} ${word}${n === 1 && !more ? '' : 's'}`;

export function CommitList({
  commits,
  more,
  title,
}: {
  commits: readonly Commit[];
  more: boolean;
  title: string;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? commits : commits.slice(0, FEW);
  return (
    <section>
      <h3 className="label">
        {title}: {countOf(commits.length, 'commit', more)}
      </h3>
      <ul className="commits">
        {shown.map((c) => (
          <li key={c.sha}>
            <Sha sha={c.sha} />
            <span className="cut flex-1" title={c.message}>
              {c.message}
            </span>
            <span className="who">
              <Avatar name={c.author} />
              <span className="sr-only">{c.author}</span>
              <span className="t12 dim">
                <Age at={c.at} />
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

/** Commits by which way they go, and the files between the two. */
export function ComparisonPanel({
  pipeline,
  from,
  to,
  word,
  open = false,
}: {
  pipeline: string;
  from: string;
  to: string;
  word: string;
  open?: boolean;
}) {
  const { data, error, retry } = useOnce('compare', [pipeline, from, to]);
  const [drawn, setDrawn] = useState(open);
  if (error) return <ReadProblem error={error} old={false} once retry={retry} />;
  if (!data)
    return (
      <div aria-busy="true" role="status" aria-label="Loading commits">
        <div className="skeleton h-4 w-32 mb-3" />
        <div className="skeleton h-5 mb-2" />
        <div className="skeleton h-5 w-2/3" />
      </div>
    );
  return (
    <>
      <Commits data={data} word={word} />
      <Special data={data} />
      <section>
        <div className="flex items-center justify-between mb-2">
          <h3 className="label">{countOf(data.files.length + data.moreFiles, 'file')} changed</h3>
          <span className="flex items-center gap-3">
            {data.lines && <Lines added={data.lines.added} removed={data.lines.removed} />}
            {!open && data.files.length > 0 && (
              <button
                type="button"
                className="link"
                aria-expanded={drawn}
                onClick={() => setDrawn(!drawn)}
              >
                {drawn ? 'Hide the diff' : 'Show the diff'}
              </button>
            )}
          </span>
        </div>
        {drawn ? (
          <DiffPanel pipeline={pipeline} from={from} to={to} comparison={data} />
        ) : (
          <FileLines data={data} />
        )}
      </section>
      {data.unavailable && (
        <p className="note k-unk">
          <Icon name="info" />
          <span>A part could not be read: {data.unavailable}</span>
        </p>
      )}
    </>
  );
}

function Commits({ data, word }: { data: Comparison; word: string }) {
  if (data.by === 'artifacts')
    return (
      <p className="t12 second">
        AWS cannot list this source&apos;s commits, so Starboard compares the source archives.
      </p>
    );
  return (
    <>
      {data.gained.length > 0 && (
        <CommitList
          title={word === 'Undone' ? 'Comes back' : word}
          commits={data.gained}
          more={data.moreCommits}
        />
      )}
      {data.lost.length > 0 && (
        <CommitList title="Undone" commits={data.lost} more={data.moreCommits} />
      )}
      {!data.gained.length && !data.lost.length && !data.unavailable && (
        <p className="second">Same commit: the code does not change.</p>
      )}
    </>
  );
}

/** Changes that are more than code, before anything else about the files. */
function Special({ data }: { data: Comparison }) {
  const found = specialFiles(data.files);
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

function FileLines({ data }: { data: Comparison }) {
  return (
    <ul className="file-lines">
      {data.files.slice(0, 3).map((f) => (
        <li key={f.path}>
          <code className="cut flex-1" title={f.path}>
            {f.path}
          </code>
          {f.special && <span className="tag">{f.special}</span>}
          <Lines added={f.added} removed={f.removed} />
        </li>
      ))}
      {data.files.length > 3 && (
        <li className="t12 dim">{data.files.length - 3 + data.moreFiles} more</li>
      )}
    </ul>
  );
}
