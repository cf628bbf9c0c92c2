'use client';
import { useMemo } from 'react';
import { arraySource } from '@/lib/client/log/array-source';
import { useMergedLog } from '@/lib/client/use-merged-log';
import { partsOf, type ExecutionDetail } from '@/lib/domain/executions/execution';
import { LogView } from '@/components/log-viewer/log-view';

/** What the build and then the hooks of a release write, as they write it. */
export function ReleaseLog({ execution: e }: { execution: ExecutionDetail }) {
  const { lines, ended, reading, problem, absent } = useMergedLog(e.sources, e.over);
  const parts = useMemo(() => partsOf(lines, e.steps, e.sources), [lines, e.steps, e.sources]);
  const source = useMemo(
    () =>
      arraySource({
        lines,
        parts,
        ended,
        reading,
        problem: problem ?? e.unreadLogs,
        absent,
        title: 'Log',
      }),
    [lines, parts, ended, reading, problem, absent, e.unreadLogs],
  );
  return (
    <LogView title="Log" source={source} empty="The first line appears when the build starts." />
  );
}
