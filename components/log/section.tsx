'use client';
import type { Section } from '@/lib/domain/log';
import { statusOf } from '@/lib/domain/status';
import type { LogLine } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { Line } from './line';

interface Props { readonly section: Section; readonly lines: readonly LogLine[]; readonly alone: boolean; readonly open: boolean; readonly onToggle: () => void; readonly search: string; readonly target: number | undefined; readonly linked: number | undefined; readonly ended: boolean }

/** One phase, folded or open, with the range of its lines. */
export function LogSection({ section: s, lines, alone, open, onToggle, search, target, linked, ended }: Props) {
  const own = lines.slice(s.from, s.to);
  return (
    <div className="log-section">
      {!alone && <button type="button" className="log-fold" aria-expanded={open} onClick={onToggle}><Icon name={open ? 'down' : 'right'} small /><StatusLabel as="bare" status={statusOf(s.failed ? 'FAILED' : ended || s.to < lines.length ? 'SUCCEEDED' : 'IN_PROGRESS')} /><b>{s.title}</b><span className="flex-1" /><span className="dim">lines {s.from + 1} to {s.to}</span></button>}
      {open && own.map((line, i) => <Line key={s.from + i} index={s.from + i} at={line.at} source={line.source} text={line.text} search={search && line.text.toLowerCase().includes(search.toLowerCase()) ? search : ''} now={target === s.from + i} linked={linked === s.from + i} />)}
    </div>
  );
}
