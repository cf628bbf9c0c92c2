'use client';
import type { BuildDetail } from '@/lib/domain/builds/build-detail';
import type { BuildChange } from '@/lib/domain/builds/change';
import { CoveragePanel, TestsPanel } from '@/components/test-report/panel';
import { ArtifactsPanel } from './artifacts-panel';
import { BatchPanel } from './batch-panel';
import { ChangePanel } from './change-panel';
import { SeenPanel } from './seen-panel';
import { SettingsPanel } from './settings-panel';

interface Props {
  readonly id: string;
  readonly detail: BuildDetail | undefined;
  readonly change: BuildChange | undefined;
  readonly notices: readonly string[];
  /** The page saw it run: what only an end brings comes last, so that nothing above it moves. */
  readonly wasRunning: boolean;
}

/** What an end brings: tests, coverage, whether the failure is known. */
function Results({ detail: d }: { detail: BuildDetail }) {
  return (
    <>
      {d.tests && <TestsPanel tests={d.tests} />}
      {d.coverage && <CoveragePanel coverage={d.coverage} />}
      {d.seen && <SeenPanel seen={d.seen} />}
    </>
  );
}

/** What stands beside the log: tests, coverage, whether the failure is known, what is new, artifacts, environment. */
export function BuildSide({ id, detail: d, change, notices, wasRunning }: Props) {
  if (!d)
    return (
      <aside className="build-side" aria-label="About this build" aria-busy="true">
        <div className="card panel skeleton h-40" />
        <div className="card panel skeleton h-60" />
      </aside>
    );
  return (
    <aside className="build-side" aria-label="About this build">
      {d.unread.map((text) => (
        <p key={text} className="note k-unk text-xs">
          {text}
        </p>
      ))}
      {!wasRunning && <Results detail={d} />}
      {change && <ChangePanel change={change} />}
      {d.batch && <BatchPanel batch={d.batch} current={id} />}
      {d.artifacts.length > 0 && <ArtifactsPanel id={id} detail={d} />}
      <SettingsPanel detail={d} notices={notices} />
      {wasRunning && <Results detail={d} />}
    </aside>
  );
}
