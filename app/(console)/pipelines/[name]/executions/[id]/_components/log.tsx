'use client';
import { useMemo, useState } from 'react';
import { arraySource } from '@/lib/client/log/array-source';
import { useMergedLog, type FirstLines } from '@/lib/client/use-merged-log';
import { partsOf, within, type ExecutionDetail } from '@/lib/domain/executions/execution';
import { LogView } from '@/components/log-viewer/log-view';
import { StatusLabel } from '@/components/status/status-label';
import { Segmented } from '@/components/ui/segmented';

interface Props {
  readonly execution: ExecutionDetail;
  /** The beginnings of logs, as the page came with them. */
  readonly lines: FirstLines;
  readonly chosen: string;
  readonly onWhole: () => void;
}

/** What everything of this execution wrote, merged by time; with a step chosen, what that step wrote. */
export function ExecutionLog({ execution: e, lines: first, chosen, onWhole }: Props) {
  const log = useMergedLog(e.sources, e.over, first);
  const [last, setLast] = useState(chosen);
  if (chosen && chosen !== last) setLast(chosen);
  const step = e.steps.find((s) => s.key === (chosen || last));
  const stage = chosen.startsWith('stage-') ? chosen.slice('stage-'.length) : undefined;
  const lines = useMemo(() => {
    if (!chosen) return log.lines;
    // A stage holds the actions that follow it, up to the next stage.
    const at = e.steps.findIndex((s) => s.key === chosen);
    const next = e.steps.findIndex((s, i) => i > at && s.depth === 0);
    const keys =
      stage === undefined
        ? [chosen]
        : e.steps
            .slice(at + 1, next < 0 ? undefined : next)
            .filter((s) => s.depth === 1)
            .map((s) => s.key);
    return log.lines.filter((l) => keys.some((k) => within(l.step, k)));
  }, [log.lines, chosen, stage, e.steps]);
  const parts = useMemo(() => partsOf(lines, e.steps, e.sources), [lines, e.steps, e.sources]);
  const title = chosen && step ? step.label : 'Whole run';
  const { ended, reading } = log;
  const absent = e.sources.length
    ? log.absent
    : 'Nothing in this execution writes a log that Starboard can read.';
  const problem = log.problem ?? e.unreadLogs;
  const source = useMemo(
    () => arraySource({ lines, parts, ended, reading, problem, absent, title }),
    [lines, parts, ended, reading, problem, absent, title],
  );
  return (
    <LogView
      key={chosen}
      title={title}
      source={source}
      empty="Lines appear as soon as a build or a hook writes them."
      tools={
        <>
          <h2 className="flex items-center gap-2 min-w-0">
            {chosen && step && <StatusLabel as="bare" status={step.status} />}
            <span className="truncate">{title}</span>
          </h2>
          {(chosen || last) && (
            <Segmented
              label="How much of the log"
              value={chosen ? 'step' : 'whole'}
              onChange={(v) => {
                if (v === 'whole') onWhole();
              }}
              options={[
                ['step', 'This step'],
                ['whole', 'Whole run'],
              ]}
            />
          )}
        </>
      }
    />
  );
}
