'use client';
import { useState } from 'react';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic } from '@/lib/client/live/use-topic';
import { useBuildLog } from '@/lib/client/log/use-build-log';
import type { BuildChange } from '@/lib/domain/builds/change';
import type { BuildFailure } from '@/lib/domain/builds/failure';
import type { FirstWindow } from '@/lib/domain/logs/log-page';
import type { BuildView } from '@/lib/domain/views';
import { SUBJECTS } from '@/lib/domain/tab';
import { LogView } from '@/components/log-viewer/log-view';
import { LoadingLog } from '@/components/ui/skeletons';
import { TopicView } from '@/components/ui/topic-view';
import { SinceButton } from './change-panel';
import { CompareLogs } from './compare';
import { BuildHead } from './head';
import { Outcome } from './outcome';
import { Phases } from './phases';
import { BuildSide } from './side';

interface Props {
  readonly id: string;
  readonly initial: BuildView | undefined;
  readonly change: BuildChange | undefined;
  readonly failure: BuildFailure | undefined;
  readonly lines: FirstWindow;
}

/** A build: why it failed, its log, and beside it what else is known of it. */
export function Build({ id, initial, lines, ...first }: Props) {
  const build = unlessGone(useTopic('build', [id], initial));
  const detail = useTopic('build-detail', [id]).data;
  const change = useTopic('build-change', [id], first.change).data;
  const { data: known } = build;
  const failure = useTopic('build-failure', [id], first.failure);
  const log = useBuildLog(id, lines);
  const [comparing, setComparing] = useState(false);
  // Decided once: what comes of a build that somebody watches must not move what they read.
  const [seenRunning, setSeenRunning] = useState<boolean>();
  if (known && seenRunning === undefined) setSeenRunning(!known.over);
  const wasRunning = seenRunning === true;
  useTabSubject(known && SUBJECTS.build(known));
  return (
    <>
      <BuildHead
        id={id}
        topic={build}
        detail={detail}
        change={change}
        onCompare={() => setComparing(true)}
      />
      <TopicView topic={build} loading={<LoadingLog />}>
        {(data) => (
          <>
            <Phases build={data} />
            <Outcome
              build={data}
              failure={failure}
              detail={detail}
              log={log}
              wasRunning={wasRunning}
              actions={<SinceButton change={change} />}
            />
            <div className={wasRunning ? 'build-main watched' : 'build-main'}>
              <LogView title="Log" source={log} isExplained />
              <BuildSide
                id={id}
                detail={detail}
                change={change}
                notices={log.notices}
                wasRunning={wasRunning}
              />
            </div>
            {comparing && (
              <CompareLogs
                id={id}
                number={data.number}
                project={data.project}
                first={detail?.green?.id}
                onClose={() => setComparing(false)}
              />
            )}
          </>
        )}
      </TopicView>
    </>
  );
}
