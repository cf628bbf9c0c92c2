'use client';
import { arraySource } from '@/lib/client/log/array-source';
import type { Read } from '@/lib/client/live/use-topic';
import { ArtifactsPanel } from '@/app/(console)/builds/[id]/_components/artifacts-panel';
import { ChangePanel, SinceButton } from '@/app/(console)/builds/[id]/_components/change-panel';
import { CommitLine } from '@/app/(console)/builds/[id]/_components/commit-line';
import { Outcome } from '@/app/(console)/builds/[id]/_components/outcome';
import { Phases } from '@/app/(console)/builds/[id]/_components/phases';
import type { BuildFailure } from '@/lib/domain/builds/failure';
import type { BuildView } from '@/lib/domain/views';
import * as f from './build-fixtures';
import { LOG } from './fixtures';

const SOURCE = arraySource({ lines: LOG, ended: true, title: 'Log' });
const read = <T,>(data: T | undefined): Read<T> => ({
  data,
  error: null,
  readAt: 0,
  once: true,
  retry: () => undefined,
});

function State({
  build,
  number,
  failure,
  wasRunning = false,
}: {
  build: BuildView;
  /** Tells it apart from the others. */
  number: number;
  failure?: BuildFailure;
  wasRunning?: boolean;
}) {
  return (
    <Outcome
      build={{ ...build, number }}
      failure={read(failure)}
      detail={f.DETAIL}
      log={SOURCE}
      wasRunning={wasRunning}
      actions={<SinceButton change={f.CHANGE} />}
    />
  );
}

/** A build's head, phases, outcome and panels in every state. */
export function BuildStates() {
  return (
    <div className="grid grid-cols-1 gap-3">
      <CommitLine build={f.GOOD} change={f.CHANGE} />
      <Phases build={f.FAILED} />
      <Phases build={{ ...f.RUNNING, number: 297 }} />
      <div>
        <State build={f.FAILED} number={1} failure={f.FAILURE} />
        <State build={f.FAILED} number={2} failure={f.BY_LOG} />
        <State build={f.FAILED} number={3} />
        <State build={f.FAILED} number={4} failure={f.FAILURE} wasRunning />
        <State build={f.GOOD} number={5} />
        <State build={f.STOPPED} number={6} />
      </div>
      <div className="build-side">
        {[f.CHANGE, f.SAME, f.FIRST, f.UNREAD].map((change, i) => (
          <ChangePanel key={i} change={change} />
        ))}
        <ArtifactsPanel id={f.GOOD.id} detail={f.DETAIL} />
      </div>
    </div>
  );
}
