'use client';
import type { ReactNode, RefObject } from 'react';
import type { LogSource } from '@/lib/client/log/source';
import type { LogQuery } from '@/lib/domain/logs/log-query';
import type { LineLink } from '@/lib/domain/logs/log-rows';
import { Switch } from '@/components/ui/checkbox';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';
import { STAMPS, type Stamps } from './stamps';
import type { SearchState } from './use-search';

interface Props {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly title: string;
  readonly source: LogSource;
  readonly query: LogQuery;
  readonly onQuery: (q: LogQuery) => void;
  readonly search: SearchState;
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

/** Why the linked lines cannot be copied. */
function uncopied(link: LineLink | undefined): string | undefined {
  if (!link) return 'Click a line number first; with Shift, a second one';
  return link.to - link.from >= MAX_COPY
    ? `More than ${count(MAX_COPY)} lines: take the download`
    : undefined;
}

function copyLabel(link: LineLink | undefined): string {
  if (!link) return 'Copy lines';
  return link.to > link.from
    ? `Copy lines ${link.from + 1} to ${link.to + 1}`
    : `Copy line ${link.from + 1}`;
}

type ViewProps = Pick<
  Props,
  'source' | 'wrap' | 'onWrap' | 'stamps' | 'onStamps' | 'zone' | 'link'
>;

/** How the log is shown, and what of it is copied. */
function ViewMenu({ source, wrap, onWrap, stamps, onStamps, zone, link }: ViewProps) {
  const items = [
    {
      key: 'wrap',
      label: wrap ? 'Stop wrapping long lines' : 'Wrap long lines',
      onSelect: onWrap,
    },
    ...STAMPS.filter(([s]) => s !== stamps).map(([s, label]) => ({
      key: s,
      label: s === 'clock' && zone !== undefined ? `${label} (${zone})` : label,
      onSelect: () => onStamps(s),
    })),
    {
      key: 'copy',
      label: copyLabel(link),
      why: uncopied(link),
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
    <Menu
      label="How the log is shown"
      trigger={
        <button type="button" className="icon-btn" title="How the log is shown">
          <Icon name="more" small />
        </button>
      }
      items={items}
    />
  );
}

function foundWords({ busy, problem, found }: SearchState, current: number): string {
  if (busy) return '…';
  if (problem) return '';
  return found.count ? `${count(current + 1)} of ${count(found.count)}` : 'none';
}

type SearchProps = Pick<
  Props,
  'input' | 'title' | 'source' | 'query' | 'onQuery' | 'search' | 'current' | 'onStep'
>;

function SearchBox({ input, title, source, query, onQuery, search, current, onStep }: SearchProps) {
  return (
    <label className="search-box">
      <Icon name="search" small />
      <span className="sr-only">Search in {title}</span>
      <input
        ref={input}
        type="search"
        value={query.text}
        placeholder={`Search in ${source.total === 1 ? '1 line' : `${count(source.total)} lines`}`}
        onChange={(e) => onQuery({ ...query, text: e.target.value })}
        onKeyDown={(e) => {
          if (e.key === 'Enter') onStep(e.shiftKey ? -1 : 1);
          if (e.key === 'Escape') onQuery({ ...query, text: '' });
        }}
      />
      {query.text && (
        <span className="text-xs text-faint whitespace-nowrap" role="status">
          {foundWords(search, current)}
        </span>
      )}
    </label>
  );
}

/** How it is searched, and from match to match. */
function SearchTools({ query, onQuery, search, onStep }: SearchProps) {
  const isNone = !search.found.count;
  return (
    <span className="flex gap-1">
      <button
        type="button"
        className="icon-btn text"
        aria-pressed={query.regex}
        aria-label="Regular expression"
        title="Regular expression"
        onClick={() => onQuery({ ...query, regex: !query.regex })}
      >
        .*
      </button>
      <button
        type="button"
        className="icon-btn text"
        aria-pressed={query.matchCase}
        aria-label="Match case"
        title="Match case"
        onClick={() => onQuery({ ...query, matchCase: !query.matchCase })}
      >
        Aa
      </button>
      {query.text && (
        <>
          <button
            type="button"
            className="icon-btn"
            aria-label="Previous match"
            onClick={() => onStep(-1)}
            disabled={isNone}
          >
            <Icon name="up" small />
          </button>
          <button
            type="button"
            className="icon-btn"
            aria-label="Next match"
            onClick={() => onStep(1)}
            disabled={isNone}
          >
            <Icon name="down" small />
          </button>
        </>
      )}
    </span>
  );
}

function Problem({ text }: { text: string | undefined }) {
  return (
    text && (
      <span className="text-xs text-fail" role="status">
        {text}
      </span>
    )
  );
}

/** Searching, the way to the first error, and how the log is shown. */
export function LogToolbar(props: Props) {
  const { source, tools, title, onError, search, follow, onFollow } = props;
  const [hue, text] = state(source);
  return (
    <div className="log-head">
      {tools ?? <h2 className="sr-only">{title}</h2>}
      <SearchBox {...props} />
      <SearchTools {...props} />
      {source.cause && (
        <button type="button" className="btn small" onClick={onError}>
          First error
        </button>
      )}
      <Problem text={search.problem} />
      <span className="flex-1" />
      <Problem text={source.problem} />
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
      <ViewMenu {...props} />
      <Switch checked={follow} disabled={source.ended} onChange={onFollow}>
        Follow
      </Switch>
      <span className={`connection k-${hue}`}>{text}</span>
    </div>
  );
}
