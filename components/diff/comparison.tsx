'use client';
import { useEffect } from 'react';
import { useOnce } from '@/lib/client/live/use-topic';
import {
  nothingDiffers,
  saysItself,
  verdictOf,
  versionDiffers,
  type Comparison,
  type SourcePart,
} from '@/lib/domain/commits/comparison';
import { Icon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { TopicView } from '@/components/ui/topic-view';
import { countOf } from './count';
import { loadPatch } from './lazy-patch';
import { SourceChange } from './source-change';
import { UnreadNote } from './unread-note';

/** What differs between two executions, part by part: sources, variables, the pipeline's version. */
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
  const comparison = useOnce('compare', [pipeline, from, to]);
  // What draws the first file comes while the comparison is read.
  useEffect(() => {
    if (open) void loadPatch();
  }, [open]);
  return (
    <TopicView topic={comparison} loading={LOADING}>
      {(data) => {
        const same = data.sources.filter((p) => p.difference === 'same');
        const rest = data.sources.filter((p) => p.difference !== 'same');
        return (
          <>
            <Verdict data={data} retry={comparison.retry} />
            {rest.map((p) => (
              <SourceChange
                key={p.source}
                {...{ pipeline, from, to, word, open }}
                part={p}
                named={data.sources.length > 1}
              />
            ))}
            <Variables data={data} />
            <Version data={data} />
            {same.length > 0 && !nothingDiffers(data) && <Same parts={same} />}
          </>
        );
      }}
    </TopicView>
  );
}

const LOADING = (
  <div aria-busy="true" role="status" aria-label="Loading the comparison">
    <div className="skeleton h-4 w-32 mb-3" />
    <div className="skeleton h-5 mb-2" />
    <div className="skeleton h-5 w-2/3" />
  </div>
);

function Verdict({ data, retry }: { data: Comparison; retry: () => void }) {
  if (!data.complete)
    return (
      <div className="note k-unk" role="status">
        <Icon name="info" />
        <div>
          {verdictOf(data)}{' '}
          <button type="button" className="link" onClick={retry}>
            Read again
          </button>
        </div>
      </div>
    );
  return saysItself(data) ? null : <p className="text-muted">{verdictOf(data)}</p>;
}

function Same({ parts }: { parts: readonly SourcePart[] }) {
  return (
    <section>
      <h3 className="label">Same in both</h3>
      <ul className="text-xs text-muted grid gap-1">
        {parts.map((p) => (
          <li key={p.source} className="flex gap-2 items-baseline min-w-0">
            <span className="truncate">{p.source}</span>
            {p.to && <RevisionId revision={p.to} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

const valueOf = (value: string | undefined) =>
  value === undefined ? (
    <span className="text-faint">not set</span>
  ) : value === '' ? (
    <span className="text-faint">empty</span>
  ) : (
    <code className="break-all">{value}</code>
  );

function Variables({ data: { variables, first } }: { data: Comparison }) {
  if (variables.unread) return <UnreadNote part="Pipeline variables" unread={variables.unread} />;
  if (!variables.changes.length) return null;
  return (
    <section>
      <h3 className="label">
        {countOf(variables.changes.length, 'variable')} {first ? 'set' : 'changed'}
      </h3>
      <dl className="variable-changes">
        {variables.changes.map((v) => (
          <div key={v.name}>
            <dt>
              <code className="break-all">{v.name}</code>
            </dt>
            <dd>
              {!first && (
                <>
                  {valueOf(v.from)} <Icon name="arrow" small />{' '}
                </>
              )}
              {valueOf(v.to)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Version({ data: { version, first } }: { data: Comparison }) {
  if (version.unread) return <UnreadNote part="The pipeline's version" unread={version.unread} />;
  if (!versionDiffers(version, first)) return null;
  return (
    <section>
      <h3 className="label">Pipeline changed</h3>
      <p className="text-muted">
        Version {version.from} ran before, version {version.to} now: its stages, actions or settings
        are not the same.
      </p>
    </section>
  );
}
