'use client';
import Link from 'next/link';
import { useState } from 'react';
import { useTabSubject } from '@/lib/client/tab';
import { unlessGone, useTopic } from '@/lib/client/live/use-topic';
import type { LogSource } from '@/lib/client/log/source';
import { useBuildLog } from '@/lib/client/log/use-build-log';
import type { BuildDetail } from '@/lib/domain/builds/build-detail';
import { duration } from '@/lib/domain/time';
import type { BuildView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { LogView } from '@/components/log-viewer/log-view';
import { StatusLabel } from '@/components/status/status-label';
import { StatusIcon } from '@/components/ui/icon';
import { TopicView } from '@/components/ui/topic-view';
import { CompareLogs } from './compare';
import { BuildHead } from './head';
import { BuildSide } from './side';

/** Each phase as wide as it took, by the square root: a second stays visible beside an hour. */
function Phases({ build }: { build: BuildView }) {
  return (
    <section className="card phases" aria-label="Phases">
      <div className="phase-bar" aria-hidden="true">
        {build.phases.map((p) => (
          <i
            key={p.name}
            className={`k-${p.status.key}`}
            style={{ flexGrow: Math.sqrt(Math.max(100, p.ms ?? 1000)) }}
          />
        ))}
      </div>
      <ol className="phase-list">
        {build.phases.map((p) => (
          <li key={p.name}>
            <StatusLabel as="bare" status={p.status} />
            {p.name}
            <span className="text-faint">{p.ms === undefined ? '' : duration(p.ms)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const MAX_MESSAGE = 300;

/** Where it failed and with what words; the first line that says so, and the last build that went well. */
function Problem({
  problem,
  log,
  green,
}: {
  problem: NonNullable<BuildView['problem']>;
  log: LogSource;
  green: BuildDetail['green'];
}) {
  const { cause } = log;
  const isShown = cause !== undefined && log.line(cause.line) !== undefined;
  return (
    <div className="note k-fail">
      <StatusIcon status="fail" />
      <div className="min-w-0 flex-1">
        <b>{problem.phase} failed.</b>{' '}
        <span className="[overflow-wrap:anywhere]">
          {problem.message.slice(0, MAX_MESSAGE)}
          {problem.message.length > MAX_MESSAGE && '…'}
        </span>
        {isShown && (
          <span className="block text-xs mt-1">
            First error: <a href={`#L${cause.line + 1}`}>line {cause.line + 1}</a>.
          </span>
        )}
      </div>
      {green && (
        <span className="text-xs text-muted phone-off">
          Last green:{' '}
          <Link href={routes.build(green.id)} prefetch={false}>
            build {green.number}
          </Link>
        </span>
      )}
    </div>
  );
}

/** A build: why it failed, its log, and beside it what else is known of it. */
export function Build({ id, initial }: { id: string; initial: BuildView | undefined }) {
  const build = unlessGone(useTopic('build', [id], initial));
  const detail = useTopic('build-detail', [id]).data;
  const log = useBuildLog(id);
  const [comparing, setComparing] = useState(false);
  const { data: known } = build;
  useTabSubject(known?.status, known ? `${known.project} build ${known.number}` : '');
  return (
    <>
      <BuildHead id={id} topic={build} detail={detail} onCompare={() => setComparing(true)} />
      <TopicView topic={build}>
        {(data) => (
          <>
            <Phases build={data} />
            {data.problem && <Problem problem={data.problem} log={log} green={detail?.green} />}
            <div className="build-main">
              <LogView title="Log" source={log} />
              <BuildSide id={id} detail={detail} notices={log.notices} />
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
