'use client';
import Anser from 'anser';
import { memo } from 'react';
import { lineKind, lineText } from '@/lib/domain/log';
import { AnsiText } from './ansi';

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** What was searched for, marked; colours give way to it. Text stays text. */
function Marked({ text, search, now }: { text: string; search: string; now: boolean }) {
  const plain = Anser.ansiToText(text);
  const lower = plain.toLowerCase();
  const wanted = search.toLowerCase();
  const parts: React.ReactNode[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(plain.slice(from, at), <mark key={at} className={now ? 'now' : undefined}>{plain.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return <>{parts}{plain.slice(from)}</>;
}

interface Props { readonly index: number; readonly at: number; readonly source?: string | undefined; readonly text: string; readonly search: string; readonly now: boolean; readonly linked: boolean }

/** One line: its number is a link to it. Drawn once; only a search that touches it draws it again. */
export const Line = memo(function Line({ index, at, source, text, search, now, linked }: Props) {
  const kind = lineKind(text);
  const shown = lineText(text);
  return (
    <div id={`L${index + 1}`} className={`log-line ${kind} ${linked ? 'linked' : ''}`}>
      <a href={`#L${index + 1}`} aria-label={`Line ${index + 1}`}>{index + 1}</a><time dateTime={new Date(at).toISOString()}>{clock(at)}</time>{source !== undefined && <i className="log-source cut" title={source}>{source}</i>}<span>{search ? <Marked text={shown} search={search} now={now} /> : <AnsiText text={kind === 'command' ? shown.replace(/^Running command /, '$ ') : shown} />}</span>
    </div>
  );
});
