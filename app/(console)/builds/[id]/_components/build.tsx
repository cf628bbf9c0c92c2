'use client';
import Link from 'next/link';
import { useState } from 'react';
import { isGone } from '@/lib/client/fetch-json';
import { useTabSubject } from '@/lib/client/tab';
import { useTopic } from '@/lib/client/live/use-topic';
import { useBuildLog } from '@/lib/client/log/use-build-log';
import { pipelineOf } from '@/lib/domain/build-project';
import { isFailure } from '@/lib/domain/status';
import { duration } from '@/lib/domain/time';
import type { BuildView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { LogView } from '@/components/log-viewer/log-view';
import { StatusLabel } from '@/components/status/status-label';
import { Button } from '@/components/ui/button';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { LiveMark } from '@/components/ui/live-mark';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { Age, Took } from '@/components/ui/time';
import { CompareLogs } from './compare';
import { RetryStage } from './retry-stage';
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

export function Build({ id, initial }: { id: string; initial: BuildView | undefined }) {
  const { data, error, readAt, retry } = useTopic('build', [id], initial);
  const detail = useTopic('build-detail', [id]).data;
  const log = useBuildLog(id);
  const [comparing, setComparing] = useState(false);
  useTabSubject(data?.status, data ? `${data.project} build ${data.number}` : '');
  const crumbs = [
    ['Board', routes.board],
    ['Builds', routes.builds],
    ...(data ? [[data.project, routes.buildProject(data.project)] as const] : []),
  ] as const;
  if (!data || isGone(error))
    return (
      <>
        <PageHead crumbs={crumbs} title="Build" />
        {error ? <ReadProblem error={error} old={false} retry={retry} /> : <Loading />}
      </>
    );
  const pipeline = pipelineOf(data.initiator);
  const green = detail?.green;
  const { cause } = log;
  const said = cause === undefined ? undefined : log.line(cause.line)?.text;
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={`${data.project} build ${data.number}`}
        here={`${data.number}`}
        after={
          <StatusLabel
            as="pill"
            status={data.status}
            word={
              data.problem
                ? `${data.status.word} in ${data.problem.phase}`
                : data.over
                  ? data.status.word
                  : `${data.status.word}: ${data.phase}`
            }
          />
        }
        meta={
          <>
            {data.revision && (
              <span>
                <Icon name="commit" small />
                <span className="sha">{data.revision.slice(0, 7)}</span>
              </span>
            )}
            <span>
              <Icon name="clock" small />
              <span>
                <Took from={data.startedAt} to={data.endedAt} />
                {data.endedAt !== undefined && (
                  <>
                    , ended <Age at={data.endedAt} suffix=" ago" />
                  </>
                )}
              </span>
            </span>
            {pipeline && <Link href={routes.pipeline(pipeline)}>Pipeline {pipeline}</Link>}
            {!pipeline && data.initiator && <span>by {data.initiator}</span>}
            <LiveMark readAt={data.over ? 0 : readAt} failed={Boolean(error)} />
          </>
        }
        actions={
          <>
            {data.over && data.number > 1 && (
              <Button onClick={() => setComparing(true)} aria-haspopup="dialog">
                {green ? `Compare log with ${green.number}…` : 'Compare log…'}
              </Button>
            )}
            {data.over && pipeline && isFailure(data.status) && (
              <RetryStage
                pipeline={pipeline}
                ids={[id, ...(detail?.batch ? [detail.batch.id] : [])]}
              />
            )}
            {data.over && !pipeline && (
              <ChangeButton
                look="primary"
                change={{ kind: 'rebuild', pipeline: data.project, execution: id }}
              >
                Run again…
              </ChangeButton>
            )}
            {!data.over && (
              <ChangeButton
                look="danger"
                change={{ kind: 'stop-build', pipeline: data.project, execution: id }}
              >
                Stop…
              </ChangeButton>
            )}
          </>
        }
      />
      {error && <ReadProblem error={error} old retry={retry} />}
      <Phases build={data} />
      {data.problem && (
        <div className="note k-fail">
          <StatusIcon status="fail" />
          <div className="min-w-0 flex-1">
            <b>{data.problem.phase} failed.</b>{' '}
            <span className="[overflow-wrap:anywhere]">
              {data.problem.message.slice(0, MAX_MESSAGE)}
              {data.problem.message.length > MAX_MESSAGE && '…'}
            </span>
            {said !== undefined && cause && (
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
      )}
      <div className="build-main">
        <LogView title="Log" source={log} />
        <BuildSide id={id} detail={detail} notices={log.notices} />
      </div>
      {comparing && (
        <CompareLogs
          id={id}
          number={data.number}
          project={data.project}
          first={green?.id}
          onClose={() => setComparing(false)}
        />
      )}
    </>
  );
}
