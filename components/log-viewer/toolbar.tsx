'use client';
import type { ReactNode, RefObject } from 'react';
import type { LogSource } from '@/lib/client/log/source';
import type { Found, LogQuery } from '@/lib/domain/log-query';
import type { LineLink } from '@/lib/domain/log-rows';
import { Switch } from '@/components/ui/check';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';
import { STAMPS, type Stamps } from './stamps';

interface Props {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly title: string;
  readonly source: LogSource;
  readonly query: LogQuery;
  readonly onQuery: (q: LogQuery) => void;
  readonly found: Found;
  readonly busy: boolean;
  readonly searchProblem: string | undefined;
  readonly current: number;
  readonly onStep: (by: number) => void;
  readonly onError: () => void;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly wrap: boolean;
  readonly onWrap: () => void;
  readonly stamps: Stamps;
  readonly onStamps: (s: Stamps) => void;
  /** What the zone of the times of day is called. */ readonly zone: string | undefined;
  readonly link: LineLink | undefined;
  readonly tools?: ReactNode;
}

const count = (n: number): string => n.toLocaleString('en');
const copy = (text: string): void => void navigator.clipboard.writeText(text);
/** So many lines go to the clipboard at once; more are in the download. */
const MAX_COPY = 2000;

function state(source: LogSource): readonly [hue: string, text: string] {
  if (source.catchingUp)
    return ['run', source.total > 0 ? `reading, ${count(source.total)} lines so far` : 'reading'];
  if (source.ended)
    return source.problem ? ['unk', 'ended, not complete'] : ['pend', 'ended, complete'];
  return [
    'ok',
    source.behindMs !== undefined && source.behindMs >= 1000
      ? `connected, ${(source.behindMs / 1000).toFixed(1)} s behind`
      : 'connected',
  ];
}

export function LogToolbar({ input, source, query, found, ...p }: Props) {
  const [hue, text] = state(source);
  const link = p.link;
  const copyWhy = !link
    ? 'Click a line number first; with Shift, a second one'
    : link.to - link.from >= MAX_COPY
      ? `More than ${count(MAX_COPY)} lines: take the download`
      : undefined;
  const items = [
    {
      key: 'wrap',
      label: p.wrap ? 'Stop wrapping long lines' : 'Wrap long lines',
      onSelect: p.onWrap,
    },
    ...STAMPS.filter(([s]) => s !== p.stamps).map(([s, label]) => ({
      key: s,
      label: s === 'clock' && p.zone !== undefined ? `${label} (${p.zone})` : label,
      onSelect: () => p.onStamps(s),
    })),
    {
      key: 'copy',
      label: link
        ? link.to > link.from
          ? `Copy lines ${link.from + 1} to ${link.to + 1}`
          : `Copy line ${link.from + 1}`
        : 'Copy lines',
      why: copyWhy,
      onSelect: () => {
        if (link) void source.text(link.from, link.to).then(copy);
      },
    },
    {
      key: 'link',
      label: 'Copy the link to these lines',
      why: link ? undefined : 'Click a line number first',
      onSelect: () => copy(window.location.href),
    },
  ];
  return (
    <div className="log-head">
      {p.tools ?? <h2 className="sr-only">{p.title}</h2>}
      <label className="search-box">
        <Icon name="search" small />
        <span className="sr-only">Search in {p.title}</span>
        <input
          ref={input}
          type="search"
          value={query.text}
          placeholder={`Search in ${source.total === 1 ? '1 line' : `${count(source.total)} lines`}`}
          onChange={(e) => p.onQuery({ ...query, text: e.target.value })}
          onKeyDown={(e) => {
            if (e.key === 'Enter') p.onStep(e.shiftKey ? -1 : 1);
            if (e.key === 'Escape') p.onQuery({ ...query, text: '' });
          }}
        />
        {query.text && (
          <span className="text-xs text-faint whitespace-nowrap" role="status">
            {p.busy
              ? '…'
              : p.searchProblem
                ? ''
                : found.count
                  ? `${count(p.current + 1)} of ${count(found.count)}`
                  : 'none'}
          </span>
        )}
      </label>
      <span className="flex gap-1">
        <button
          type="button"
          className="icon-btn text"
          aria-pressed={query.regex}
          aria-label="Regular expression"
          title="Regular expression"
          onClick={() => p.onQuery({ ...query, regex: !query.regex })}
        >
          .*
        </button>
        <button
          type="button"
          className="icon-btn text"
          aria-pressed={query.matchCase}
          aria-label="Match case"
          title="Match case"
          onClick={() => p.onQuery({ ...query, matchCase: !query.matchCase })}
        >
          Aa
        </button>
        {query.text && (
          <>
            <button
              type="button"
              className="icon-btn"
              aria-label="Previous match"
              onClick={() => p.onStep(-1)}
              disabled={!found.count}
            >
              <Icon name="up" small />
            </button>
            <button
              type="button"
              className="icon-btn"
              aria-label="Next match"
              onClick={() => p.onStep(1)}
              disabled={!found.count}
            >
              <Icon name="down" small />
            </button>
          </>
        )}
      </span>
      {source.cause && (
        <button type="button" className="btn small" onClick={p.onError}>
          First error
        </button>
      )}
      {p.searchProblem && (
        <span className="text-xs text-fail" role="status">
          {p.searchProblem}
        </span>
      )}
      <span className="flex-1" />
      {source.problem && (
        <span className="text-xs text-fail" role="status">
          {source.problem}
        </span>
      )}
      {source.raw !== undefined && (
        <a
          className="icon-btn"
          href={source.raw}
          download
          aria-label="Download the whole log"
          title="Download the whole log"
        >
          <Icon name="download" small />
        </a>
      )}
      <Menu
        label="How the log is shown"
        trigger={
          <button type="button" className="icon-btn" title="How the log is shown">
            <Icon name="more" small />
          </button>
        }
        items={items}
      />
      <Switch checked={p.follow} disabled={source.ended} onChange={p.onFollow}>
        Follow
      </Switch>
      <span className={`live k-${hue}`}>{text}</span>
    </div>
  );
}
