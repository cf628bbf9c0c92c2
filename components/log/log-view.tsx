'use client';
import { useEffect, useMemo, useRef, useState, type ReactNode, type UIEvent } from 'react';
import { useHash } from '@/lib/client/hash';
import { lineKind, matchesOf, sectionsOf, type Section } from '@/lib/domain/log';
import type { LogLine } from '@/lib/domain/views';
import { Kbd } from '@/components/ui/kbd';
import { LogSection } from './section';
import { LogToolbar } from './toolbar';
import { useLogKeys } from './use-log-keys';

const BOTTOM = 24;
const keyOf = (s: Section): string => s.key ?? s.title;
const numberOf = (hash: string): number | undefined => (/^L(\d+)$/.exec(hash) ? Number(hash.slice(1)) - 1 : undefined);

interface Props { readonly lines: readonly LogLine[]; readonly ended: boolean; readonly problem?: string | undefined; readonly title: string; readonly empty?: string;
  /** How it is folded, where not by a build's phases. */
  readonly parts?: readonly Section[];
  /** More to choose from, before the search. */
  readonly tools?: ReactNode;
}

/** A log that follows its end until the person scrolls up; folded by phase, searched in what is loaded, opened at its first error. */
export function LogView({ lines, ended, problem, title, empty = 'The first line comes as soon as the build starts.', parts, tools }: Props) {
  const body = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setFollow] = useState<boolean>();
  const own = useRef(-1);
  const [search, setSearch] = useState('');
  const [current, setCurrent] = useState(0);
  const [wrap, setWrap] = useState(true);
  const [folds, setFolds] = useState<Readonly<Record<string, boolean>>>({});
  const linked = numberOf(useHash());
  // A link to a line is an answer to where to look: it is not followed past.
  const follow = chosen ?? linked === undefined;
  const sections = useMemo(() => parts ?? sectionsOf(lines, title), [parts, lines, title]);
  const matches = useMemo(() => matchesOf(lines, search), [lines, search]);
  // A part that failed without a line that says so (a hook's script) is where to look too.
  const firstError = useMemo(() => { const marked = lines.findIndex((l) => lineKind(l.text) === 'error'); return marked >= 0 ? marked : (parts?.find((p) => p.failed)?.to ?? 0) - 1; }, [lines, parts]);
  const target = search ? matches[current] : undefined;
  const holds = (s: { from: number; to: number }, i: number | undefined): boolean => i !== undefined && i >= s.from && i < s.to;
  // Once over, a failed log shows the phase that failed; a good one stays open.
  const isOpen = (s: (typeof sections)[number]): boolean => holds(s, target) || (folds[keyOf(s)] ?? (holds(s, linked) || !ended || firstError < 0 || s.failed));

  const show = (i: number | undefined): void => {
    if (i === undefined || i < 0) return;
    const section = sections.find((s) => holds(s, i));
    if (section) setFolds((f) => ({ ...f, [keyOf(section)]: true }));
    setFollow(false);
    requestAnimationFrame(() => {
      const line = document.getElementById(`L${i + 1}`);
      const box = body.current;
      // The log alone is scrolled: the page stays where the person has it.
      if (line && box) box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
    });
  };
  const step = (by: number): void => {
    const next = matches.length ? (current + by + matches.length) % matches.length : 0;
    setCurrent(next);
    show(matches[next]);
  };
  const opened = useRef(false);
  const showRef = useRef(show);
  useEffect(() => { showRef.current = show; });
  useEffect(() => {
    const box = body.current;
    if (!box || !follow || ended) return;
    box.scrollTop = box.scrollHeight;
    own.current = box.scrollTop;
  }, [lines, follow, ended]);
  useEffect(() => {
    if (opened.current || !lines.length || (linked === undefined && !ended) || (linked !== undefined && linked >= lines.length)) return;
    opened.current = true;
    showRef.current(linked ?? firstError);
    // On a phone the log lies below the fold: a page that opens at the failing command shows it.
    const line = linked ?? firstError;
    if (line >= 0 && window.matchMedia('(max-width: 860px)').matches) requestAnimationFrame(() => document.getElementById(`L${line + 1}`)?.scrollIntoView({ block: 'center' }));
  }, [lines, ended, linked, firstError]);
  useLogKeys({ first: () => show(firstError), next: () => step(1), follow: () => setFollow(!follow), search: () => input.current?.focus() });

  const scrolled = (e: UIEvent<HTMLDivElement>): void => {
    const b = e.currentTarget;
    // The event of our own scrolling to the end comes later and says nothing of the person.
    if (ended || Math.abs(b.scrollTop - own.current) < 1) return;
    own.current = -1;
    setFollow(b.scrollHeight - b.scrollTop - b.clientHeight < BOTTOM);
  };
  return (
    <section className={`card log ${wrap ? '' : 'nowrap'} ${lines[0]?.source === undefined ? '' : 'merged'}`} aria-label={title}>
      <LogToolbar tools={tools} input={input} title={title} count={lines.length} search={search} onSearch={(text) => { setSearch(text); setCurrent(0); }} matches={matches.length} current={current} onStep={step} hasError={firstError >= 0} onError={() => show(firstError)} follow={follow} onFollow={setFollow} ended={ended} problem={problem} wrap={wrap} onWrap={() => setWrap(!wrap)} />
      <div ref={body} className="log-body" onScroll={scrolled} tabIndex={0} role="log" aria-label={`${title}, lines`} aria-live="off">
        {lines.length === 0 && <p className="dim px-4">{ended ? 'This log is empty.' : empty}</p>}
        {lines.length > 0 && sections.map((s) => <LogSection key={keyOf(s)} section={s} lines={lines} alone={sections.length === 1} open={isOpen(s)} onToggle={() => setFolds({ ...folds, [keyOf(s)]: !isOpen(s) })} search={search} target={target} linked={linked} ended={ended} />)}
      </div>
      <p className="log-foot phone-off"><span>{lines.length} {lines.length === 1 ? 'line' : 'lines'}</span><span className="flex-1" /><span><Kbd>e</Kbd> first error</span><span><Kbd>n</Kbd> next match</span><span><Kbd>f</Kbd> follow</span></p>
    </section>
  );
}
