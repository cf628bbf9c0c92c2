'use client';
import type { Section } from '@/lib/domain/logs/log';
import { statusOf } from '@/lib/domain/status';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';

interface Props {
  readonly section: Section;
  readonly open: boolean;
  readonly onToggle: () => void;
  /** Nothing more is written into it. */ readonly over: boolean;
}

/** The head of one phase, with the range of its lines. */
export function SectionHead({ section: s, open, onToggle, over }: Props) {
  return (
    <button type="button" className="log-fold" aria-expanded={open} onClick={onToggle}>
      <Icon name={open ? 'down' : 'right'} small />
      <StatusLabel
        as="bare"
        status={
          s.failed || !s.status
            ? statusOf(s.failed ? 'FAILED' : over ? 'SUCCEEDED' : 'IN_PROGRESS')
            : s.status
        }
      />
      <b>{s.title}</b>
      <span className="flex-1" />
      <span className="text-faint">
        lines {s.from + 1} to {s.to}
      </span>
    </button>
  );
}
