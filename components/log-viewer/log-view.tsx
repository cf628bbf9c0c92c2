'use client';
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react';
import { currentHash, useHash } from '@/lib/client/hash';
import { useHotkeys } from '@/lib/client/hotkeys';
import { useZone } from '@/lib/client/zone';
import type { LogSource } from '@/lib/client/log/source';
import type { Section } from '@/lib/domain/logs/log';
import { useExpression } from '@/lib/client/log/use-expression';
import type { Expression } from '@/common/expression';
import type { LogQuery } from '@/lib/domain/logs/log-query';
import type { Zone } from '@/lib/domain/zone';
import { lineLink, parseLineLink, Rows, type LineLink, type Row } from '@/lib/domain/logs/log-rows';
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
  /** The page says above the log what went wrong in it. */ readonly isExplained?: boolean;
}

/** Which sections are open: as the person left them, else those that matter. */
function useFolds(
  source: LogSource,
  link: LineLink | undefined,
  target: number | undefined,
  wasLive: boolean,
) {
  const [folds, setFolds] = useState<Readonly<Record<string, boolean>>>({});
  const { cause, ended } = source;
  // Once over, a failed log shows the phase that failed; a good one stays open, and one that was followed to its end.
  const isOpen = (s: Section): boolean =>
    folds[keyOf(s)] ??
    (wasLive ||
      holds(s, link?.from) ||
      !ended ||
      cause === undefined ||
      s.failed ||
      holds(s, target));
  const setOpen = (s: Section, open: boolean): void =>
    setFolds((f) => ({ ...f, [keyOf(s)]: open }));
  return { isOpen, setOpen };
}

/** Whether lines came while somebody looked. */
function useWasLive({ ended, catchingUp, total }: LogSource): boolean {
  const [wasLive, setWasLive] = useState(false);
  if (!wasLive && !ended && !catchingUp && total > 0) setWasLive(true);
  return wasLive;
}

/** Brings a line into sight, once the rows are drawn among which it then is. */
function useShownLine(rows: Rows, viewport: RefObject<ViewportHandle | null>) {
  const [wanted, setWanted] = useState<{ line: number }>();
  const done = useRef(wanted);
  const shownRow = wanted && rows.of(wanted.line);
  useEffect(() => {
    if (done.current === wanted || shownRow === undefined) return;
    done.current = wanted;
    viewport.current?.show(shownRow);
  }, [wanted, shownRow, viewport]);
  return (line: number): void => setWanted({ line });
}

/** Links to a line of this log by the address; `extend` makes it a range from the line that is linked already. */
const useLink = (source: LogSource) =>
  useCallback(
    (index: number, extend: boolean): void => {
      const held = extend ? parseLineLink(currentHash()) : undefined;
      const from = held ? Math.min(held.from, index) : index;
      const to = held ? Math.max(held.from, index) : index;
      window.location.hash = lineLink(from, to, source.line(from)?.at);
    },
    [source],
  );

/** The lines that a stretch of rows is drawn from, the folded ones by their first. */
function linesIn(rows: Rows, from: number, to: number): readonly number[] {
  return [rows.at(from), rows.at(from + 1), rows.at(to - 1)].flatMap((r) => {
    if (!r) return [];
    return r.kind === 'line' ? [r.line] : [r.section.from];
  });
}

interface Drawing {
  readonly source: LogSource;
  readonly query: LogQuery;
  readonly expression: Expression | undefined;
  /** The line of the current match. */
  readonly target: number | undefined;
  readonly link: LineLink | undefined;
  readonly stamps: Stamps;
  readonly zone: Zone;
  readonly folds: ReturnType<typeof useFolds>;
  readonly onLink: (index: number, extend: boolean) => void;
}

function drawRow(row: Row | undefined, d: Drawing): ReactNode {
  const { source, link, query } = d;
  if (!row) return null;
  if (row.kind === 'head') {
    const { section } = row;
    const isOpen = d.folds.isOpen(section);
    return (
      <SectionHead
        key={keyOf(section)}
        section={section}
        open={isOpen}
        over={source.ended || section.to < source.total}
        onToggle={() => d.folds.setOpen(section, !isOpen)}
      />
    );
  }
  const { line } = row;
  return (
    <Line
      key={line}
      index={line}
      line={source.line(line)}
      query={query.text ? query : undefined}
      expression={d.expression}
      now={d.target === line}
      linked={link !== undefined && line >= link.from && line <= link.to}
      cause={source.cause?.line === line}
      stamps={d.stamps}
      start={source.line(0)?.at ?? 0}
      zone={d.zone}
      onLink={d.onLink}
    />
  );
}

/** What is searched for, and which of the matches is the current one. */
function useMatches(source: LogSource) {
  const [query, setQuery] = useState(NO_QUERY);
  const [current, setCurrent] = useState(0);
  const search = useSearch(source, query);
  const { lines } = search.found;
  return {
    query,
    onQuery: (next: LogQuery): void => {
      setQuery(next);
      setCurrent(0);
    },
    search,
    current,
    lines,
    /** The line of the current match. */
    target: query.text ? lines[current] : undefined,
    /** Goes on by so many matches; returns the line of the one it comes to. */
    step: (by: number): number | undefined => {
      const next = lines.length ? (current + by + lines.length) % lines.length : 0;
      setCurrent(next);
      return lines[next];
    },
  };
}

/** A log of any length: it opens where it first went wrong, follows its end until the person scrolls up, and is searched whole. */
export function LogView({
  source,
  title,
  empty = 'The first line appears when the build starts.',
  tools,
  isExplained = false,
}: Props) {
  const viewport = useRef<ViewportHandle>(null);
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setFollow] = useState<boolean>();
  const [wrap, setWrap] = useState(true);
  const [stamps, setStamps] = useState<Stamps>('clock');
  const { zone, name: zoneName } = useZone();
  const hash = useHash();
  const link = useMemo(() => parseLineLink(hash), [hash]);
  const { query, target, step, ...matches } = useMatches(source);
  const expression = useExpression(query);
  const { cause, sections, total, ended } = source;
  // A link to a line is an answer to where to look: it is not followed past. What is only being read is no news.
  const follow = (chosen ?? link === undefined) && !ended && !source.catchingUp;
  const wasLive = useWasLive(source);
  const folds = useFolds(source, link, target, wasLive);
  const rows = new Rows(sections, folds.isOpen);
  const showLine = useShownLine(rows, viewport);
  const onLink = useLink(source);

  const show = (line: number | undefined): void => {
    if (line === undefined || line < 0) return;
    const section = sections.find((s) => holds(s, line));
    if (section) folds.setOpen(section, true);
    setFollow(false);
    showLine(line);
  };
  useOpening(source, link, { wasLive, isExplained }, show);
  useHotkeys({
    e: () => show(cause?.line),
    n: () => show(step(1)),
    N: () => show(step(-1)),
    f: () => setFollow(!follow),
    '/': () => input.current?.focus(),
    w: () => setWrap(!wrap),
    'g g': () => show(0),
    G: () => {
      setFollow(undefined);
      viewport.current?.bottom();
    },
  });

  const first = source.line(0);
  const named = first?.at ? zoneName(first.at) : undefined;
  const isMerged = first?.source !== undefined;
  const drawing = { source, query, expression, target, link, stamps, zone, folds, onLink };
  return (
    <section
      className={`card log ${wrap ? '' : 'nowrap'} stamps-${stamps} ${isMerged ? 'merged' : ''}`}
      aria-label={title}
    >
      <LogToolbar
        tools={tools}
        input={input}
        title={title}
        source={source}
        query={query}
        onQuery={matches.onQuery}
        search={matches.search}
        current={matches.current}
        onStep={(by) => show(step(by))}
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
          row={(i) => drawRow(rows.at(i), drawing)}
          source={source}
          follow={follow}
          onSight={(from, to) => {
            const lines = linesIn(rows, from, to);
            if (lines.length) source.want(Math.min(...lines), Math.max(...lines));
          }}
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
        {query.text && <Marks lines={matches.lines} current={target} total={total} />}
      </div>
      <LogFoot source={source} zone={stamps === 'clock' ? named : undefined} />
    </section>
  );
}
