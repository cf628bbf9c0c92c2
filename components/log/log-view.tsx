'use client';
import { useEffect, useRef, useState } from 'react';
import type { LogLine } from '@/lib/domain/views';
import { AnsiText } from './ansi';

const MARK = /^\[Container\] \S+ \S+ (.*)$/s;

function kindOf(text: string): string {
  const service = MARK.exec(text)?.[1];
  if (service === undefined) return '';
  if (/^Entering phase /.test(service)) return 'phase';
  return /^(Command did not exit successfully|Phase complete: \w+ State: (?!SUCCEEDED)|Phase context status code: \w)/.test(service) ? 'error' : 'service';
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** A log that follows its end, until the person scrolls up. */
export function LogView({ lines, ended, problem, title }: { lines: readonly LogLine[]; ended: boolean; problem?: string | undefined; title: string }) {
  const body = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(true);
  useEffect(() => {
    const element = body.current;
    if (element && follow && !ended) element.scrollTop = element.scrollHeight;
  }, [lines, follow, ended]);
  useEffect(() => {
    if (!ended) return;
    const element = body.current;
    const first = element?.querySelector<HTMLElement>('.log-line.error');
    // The log alone is scrolled: the page stays where the person has it.
    if (element && first) element.scrollTop += first.getBoundingClientRect().top - element.getBoundingClientRect().top - element.clientHeight / 2;
  }, [ended]);
  const scrolled = (): void => {
    const e = body.current;
    if (e) setFollow(e.scrollHeight - e.scrollTop - e.clientHeight < 24);
  };
  return (
    <section className="card log" aria-label={title}>
      <div className="log-head"><h2>{title}</h2><span className="dim t12">{lines.length} lines</span><span className="flex-1" />{problem && <span className="t12 text-[var(--fail-text)]">{problem}</span>}
        <label className="flex items-center gap-1.5 t12"><input type="checkbox" checked={follow && !ended} disabled={ended} onChange={(e) => setFollow(e.target.checked)} />Follow</label>
        <span className={`live k-${ended ? 'pend' : 'ok'}`}>{ended ? 'ended, complete' : 'live'}</span></div>
      <div ref={body} className="log-body" onScroll={scrolled} tabIndex={0} role="log" aria-label={`${title}, lines`} aria-live="off">
        {lines.length === 0 && <p className="dim px-4">{ended ? 'This log is empty.' : 'The first line comes as soon as the build starts.'}</p>}
        {lines.map((line, i) => (
          <div key={i} id={`L${i + 1}`} className={`log-line ${kindOf(line.text)}`}>
            <a href={`#L${i + 1}`} aria-label={`Line ${i + 1}`}>{i + 1}</a><time dateTime={new Date(line.at).toISOString()}>{clock(line.at)}</time><span><AnsiText text={MARK.exec(line.text)?.[1] ?? line.text} /></span>
          </div>
        ))}
      </div>
    </section>
  );
}
