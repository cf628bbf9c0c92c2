'use client';
import { useMemo } from 'react';
import { arraySource } from '@/lib/client/log/array-source';
import { useHookLog } from '@/lib/client/log/use-followed';
import { duration } from '@/lib/domain/time';
import type { LifecycleCell } from '@/lib/domain/views';
import { LogView } from '@/components/log/log-view';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';

interface Props {
  readonly deployment: string;
  readonly target: string;
  readonly cell: LifecycleCell;
  readonly onClose: () => void;
}

/** One cell's script log, complete. */
export function HookLog({ deployment, target, cell, onClose }: Props) {
  const log = useHookLog(deployment, target, cell.event);
  const title = `Log of ${cell.event}`;
  const source = useMemo(() => arraySource({ ...log, title }), [log, title]);
  return (
    <aside className="hook-log" aria-label={`${cell.event} on ${target}`}>
      <header>
        <h2 className="cut">
          {cell.event} <span className="dim font-normal">on</span> <code>{target}</code>
        </h2>
        <span className="flex-1" />
        <StatusLabel status={cell.status} />
        <span className="t12 dim">{cell.ms === undefined ? '' : duration(cell.ms)}</span>
        <button type="button" className="icon-btn" aria-label="Close the log" onClick={onClose}>
          <Icon name="close" small />
        </button>
      </header>
      <LogView title={title} source={source} empty="This event's scripts have no output yet." />
    </aside>
  );
}
