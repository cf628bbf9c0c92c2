'use client';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { currentHash, useHash } from '@/lib/client/hash';
import { useHotkeys } from '@/lib/client/hotkeys';
import { useZone } from '@/lib/client/zone';
import type { LogSource } from '@/lib/client/log/source';
import type { Section } from '@/lib/domain/log';
import { useExpression } from '@/lib/client/log/use-expression';
import type { LogQuery } from '@/lib/domain/log-query';
import { lineLink, parseLineLink, Rows } from '@/lib/domain/log-rows';
import { LogFoot } from './foot';
import { Line } from './line';
import { Marks } from './marks';
import { SectionHead } from './section';
import type { Stamps } from './stamps';
import { LogToolbar } from './toolbar';
import { useOpening } from './use-opening';
import { useSearch } from './use-search';
import { Viewport, type ViewportHandle } from './viewport';

const keyOf = (s: Section): string => s.key ?? s.title;
const holds = (s: Section, i: number | undefined): boolean =>
  i !== undefined && i >= s.from && i < s.to;
const NO_QUERY: LogQuery = { text: '', regex: false, matchCase: false };

/** In place of a first line: why there is none. */
function emptyWords(source: LogSource, coming: string): string {
  if (source.problem) return 'The log could not be read.';
  if (source.catchingUp) return 'Reading the log…';
  if (!source.ended) return coming;
  return source.absent ?? 'This log is empty.';
}

interface Props {
  readonly source: LogSource;
  readonly title: string;
  readonly empty?: string;
  /** More to choose from, before the search. */ readonly tools?: ReactNode;
}

/** A log of any length: it opens where it first went wrong, follows its end until the person scrolls up, and is searched whole. */
export function LogView({
  source,
  title,
  empty = 'The first line appears when the build starts.',
  tools,
}: Props) {
  const viewport = useRef<ViewportHandle>(null);
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setFollow] = useState<boolean>();
  const [query, setQuery] = useState(NO_QUERY);
  const [current, setCurrent] = useState(0);
  const [wrap, setWrap] = useState(true);
  const [stamps, setStamps] = useState<Stamps>('clock');
  const { zone, name: zoneName } = useZone();
  const [folds, setFolds] = useState<Readonly<Record<string, boolean>>>({});
  const hash = useHash();
  const link = useMemo(() => parseLineLink(hash), [hash]);
  const { found, busy, problem: searchProblem } = useSearch(source, query);
  const expression = useExpression(query);
  const { cause, sections, total, ended } = source;
  // A link to a line is an answer to where to look: it is not followed past. What is only being read is no news.
  const follow = (chosen ?? link === undefined) && !ended && !source.catchingUp;
  const target = query.text ? found.lines[current] : undefined;
  // Once over, a failed log shows the phase that failed; a good one stays open.
  const isOpen = (s: Section): boolean =>
    folds[keyOf(s)] ??
    (holds(s, link?.from) || !ended || cause === undefined || s.failed || holds(s, target));
  const rows = new Rows(sections, isOpen);

  const [wanted, setWanted] = useState<{ line: number }>();
  /** Its section is opened first; the row is where it then stands. */
  const show = (line: number | undefined): void => {
    if (line === undefined || line < 0) return;
    const section = sections.find((s) => holds(s, line));
    if (section) setFolds((f) => ({ ...f, [keyOf(section)]: true }));
    setFollow(false);
    setWanted({ line });
  };
  const done = useRef(wanted);
  const shownRow = wanted && rows.of(wanted.line);
  useEffect(() => {
    if (done.current === wanted || shownRow === undefined) return;
    done.current = wanted;
    viewport.current?.show(shownRow);
  }, [wanted, shownRow]);
  useOpening(source, link, show);

  const step = (by: number): void => {
    const n = found.lines.length;
    const next = n ? (current + by + n) % n : 0;
    setCurrent(next);
    show(found.lines[next]);
  };
  useHotkeys({
    e: () => show(cause?.line),
    n: () => step(1),
    N: () => step(-1),
    f: () => setFollow(!follow),
    '/': () => input.current?.focus(),
    w: () => setWrap(!wrap),
    g: () => show(0),
    G: () => {
      setFollow(undefined);
      viewport.current?.bottom();
    },
  });
  const onLink = useCallback(
    (index: number, extend: boolean): void => {
      const held = extend ? parseLineLink(currentHash()) : undefined;
      const from = held ? Math.min(held.from, index) : index;
      const to = held ? Math.max(held.from, index) : index;
      window.location.hash = lineLink(from, to, source.line(from)?.at);
    },
    [source],
  );
  const onSight = (from: number, to: number): void => {
    const lines = [rows.at(from), rows.at(from + 1), rows.at(to - 1)].flatMap((r) =>
      r?.kind === 'line' ? [r.line] : r ? [r.section.from] : [],
    );
    if (lines.length) source.want(Math.min(...lines), Math.max(...lines));
  };

  const start = source.line(0)?.at ?? 0;
  const named = start ? zoneName(start) : undefined;
  const draw = (i: number): ReactNode => {
    const r = rows.at(i);
    if (!r) return null;
    if (r.kind === 'head')
      return (
        <SectionHead
          key={keyOf(r.section)}
          section={r.section}
          open={isOpen(r.section)}
          over={ended || r.section.to < total}
          onToggle={() => setFolds({ ...folds, [keyOf(r.section)]: !isOpen(r.section) })}
        />
      );
    const n = r.line;
    return (
      <Line
        key={n}
        index={n}
        line={source.line(n)}
        query={query.text ? query : undefined}
        expression={expression}
        now={target === n}
        linked={link !== undefined && n >= link.from && n <= link.to}
        cause={cause?.line === n}
        stamps={stamps}
        start={start}
        zone={zone}
        onLink={onLink}
      />
    );
  };
  const merged = source.line(0)?.source !== undefined;
  return (
    <section
      className={`card log ${wrap ? '' : 'nowrap'} stamps-${stamps} ${merged ? 'merged' : ''}`}
      aria-label={title}
    >
      <LogToolbar
        tools={tools}
        input={input}
        title={title}
        source={source}
        query={query}
        onQuery={(q) => {
          setQuery(q);
          setCurrent(0);
        }}
        found={found}
        busy={busy}
        searchProblem={searchProblem}
        current={current}
        onStep={step}
        onError={() => show(cause?.line)}
        follow={follow}
        onFollow={setFollow}
        wrap={wrap}
        onWrap={() => setWrap(!wrap)}
        stamps={stamps}
        onStamps={setStamps}
        zone={named}
        link={link}
      />
      <div className="log-stage">
        <Viewport
          ref={viewport}
          rows={rows.count}
          label={title}
          row={draw}
          source={source}
          follow={follow}
          onSight={onSight}
          onScrolled={(atEnd) => {
            if (!ended) setFollow(atEnd ? undefined : false);
          }}
        >
          {total === 0 && (
            <p className="text-faint px-4" aria-busy={source.catchingUp || undefined}>
              {emptyWords(source, empty)}
            </p>
          )}
        </Viewport>
        {query.text && <Marks lines={found.lines} current={target} total={total} />}
      </div>
      <LogFoot source={source} zone={stamps === 'clock' ? named : undefined} />
    </section>
  );
}
