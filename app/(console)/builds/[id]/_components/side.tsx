'use client';
import type { BuildDetail } from '@/lib/domain/builds/build-detail';
import { CoveragePanel, TestsPanel } from '@/components/test-report/panel';
import { BatchPanel } from './batch-panel';
import { SeenPanel } from './seen-panel';
import { ArtifactsPanel, SettingsPanel } from './settings-panel';

/** What stands beside the log: tests, coverage, whether the failure is known, environment, artifacts. */
export function BuildSide({
  id,
  detail: d,
  notices,
}: {
  id: string;
  detail: BuildDetail | undefined;
  notices: readonly string[];
}) {
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
      {d.tests && <TestsPanel tests={d.tests} />}
      {d.coverage && <CoveragePanel coverage={d.coverage} />}
      {d.seen && <SeenPanel seen={d.seen} />}
      {d.batch && <BatchPanel batch={d.batch} current={id} />}
      <SettingsPanel detail={d} notices={notices} />
      {d.artifacts.length > 0 && <ArtifactsPanel detail={d} />}
    </aside>
  );
}
