'use client';
import Anser from 'anser';
import { memo, type MouseEvent } from 'react';
import type { Expression } from '@/common/expression';
import { lineKind, lineText } from '@/lib/domain/logs/log';
import { marksOf, type LogQuery } from '@/lib/domain/logs/log-query';
import type { ShownLine } from '@/lib/client/log/source';
import { AnsiText } from './ansi';
import type { Zone } from '@/lib/domain/zone';
import { stampOf, type Stamps } from './stamps';

/** What was searched for, marked; colours give way to it. Text stays text. */
function Marked({
  text,
  query,
  expression,
  now,
}: {
  text: string;
  query: LogQuery;
  expression: Expression | undefined;
  now: boolean;
}) {
  const plain = Anser.ansiToText(text);
  const parts: React.ReactNode[] = [];
  let from = 0;
  for (const [begin, end] of marksOf(plain, query, expression)) {
    parts.push(
      plain.slice(from, begin),
      <mark key={begin} className={now ? 'now' : undefined}>
        {plain.slice(begin, end)}
      </mark>,
    );
    from = end;
  }
  return (
    <>
      {parts}
      {plain.slice(from)}
    </>
  );
}

interface Props {
  readonly index: number;
  readonly line: ShownLine | undefined;
  readonly query: LogQuery | undefined;
  readonly expression: Expression | undefined;
  readonly now: boolean;
  readonly linked: boolean;
  readonly cause: boolean;
  readonly stamps: Stamps;
  readonly start: number;
  readonly zone: Zone;
  readonly onLink: (index: number, extend: boolean) => void;
}

/** One line: its number is a link to it. One that is not here yet keeps its place. */
export const Line = memo(function Line({
  index,
  line,
  query,
  expression,
  now,
  linked,
  cause,
  stamps,
  start,
  zone,
  onLink,
}: Props) {
  const stamp = line && stampOf(line.at, stamps, start, zone);
  const kind = line ? lineKind(line.text) : '';
  const shown = line ? lineText(line.text) : '';
  const text = kind === 'command' ? shown.replace(/^Running command /, '$ ') : shown;
  const link = (e: MouseEvent): void => {
    e.preventDefault();
    onLink(index, e.shiftKey);
  };
  return (
    <div
      id={`L${index + 1}`}
      className={`log-line ${kind} ${linked ? 'linked' : ''} ${cause ? 'cause' : ''} ${line ? '' : 'absent'}`}
    >
      <a href={`#L${index + 1}`} aria-label={`Line ${index + 1}`} onClick={link}>
        {index + 1}
      </a>
      {stamps !== 'off' &&
        (line && stamp ? (
          <time dateTime={new Date(line.at).toISOString()} title={stamp.title}>
            {stamp.text}
          </time>
        ) : (
          <time />
        ))}
      {line?.source !== undefined && (
        <i className="log-source truncate" title={line.source}>
          {line.source}
        </i>
      )}
      <span>
        {query?.text ? (
          <Marked text={shown} query={query} expression={expression} now={now} />
        ) : (
          <AnsiText text={text} />
        )}
        {line?.cut !== undefined && (
          <em className="text-faint"> {line.cut} more characters: in the download</em>
        )}
      </span>
    </div>
  );
});
