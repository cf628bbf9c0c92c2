'use client';
import Link from 'next/link';
import { useAddressState } from '@/lib/client/address-state';
import { useTopic } from '@/lib/client/live/use-topic';
import { isFailure, isGood } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { capital } from '@/lib/domain/names';
import { ChangeButton } from '@/components/change/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { LiveMark } from '@/components/ui/live-mark';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { Age, Took } from '@/components/ui/time';
import { HookLog } from './hook-log';
import { LifecycleGrid } from './grid';

function deploying(targets: DeploymentView['targets']): string {
  const good = targets.filter((t) => isGood(t.status)).length;
  return `Deploying, ${good} of ${targets.length} ${targets.length === 1 ? 'target' : 'targets'}`;
}

/** Lifecycle events × targets; a cell opens what its scripts wrote. A failed deployment opens at the failing cell. */
export function Deployment({ id, initial }: { id: string; initial: DeploymentView | undefined }) {
  const { data, error, readAt, retry } = useTopic('deployment', [id], initial);
  const [chosen, choose] = useAddressState('cell');
  const crumbs = [
    ['Board', routes.board],
    ['Deployments', routes.deployments],
  ] as const;
  if (!data)
    return (
      <>
        <PageHead crumbs={crumbs} title={id} />
        {error ? <ReadProblem error={error} old={false} retry={retry} /> : <Loading />}
      </>
    );
  const failed = data.targets.flatMap((t) =>
    t.cells.filter((c) => c.message !== undefined).map((c) => ({ target: t.id, ...c })),
  );
  const first = failed[0];
  const [target, event] = (chosen || (first ? `${first.target}/${first.event}` : '')).split('/');
  const cell = data.targets.find((t) => t.id === target)?.cells.find((c) => c.event === event);
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={`${data.application} to ${data.group}`}
        after={
          <StatusLabel
            as="pill"
            status={data.status}
            word={data.over ? data.status.word : deploying(data.targets)}
          />
        }
        actions={
          <ChangeButton
            change={{ kind: 'rollback', pipeline: data.application, stage: capital(data.group) }}
            why={data.over ? undefined : 'it is running'}
          >
            <Icon name="undo" small />
            Roll back…
          </ChangeButton>
        }
        meta={
          <>
            <span>
              <code>{data.id}</code>
            </span>
            <span>
              <Icon name="clock" small />
              <span>
                <Took from={data.createdAt} to={data.endedAt} />, started{' '}
                <Age at={data.createdAt} suffix=" ago" />
              </span>
            </span>
            <Link href={routes.pipeline(data.application)}>Pipeline {data.application}</Link>
            <LiveMark readAt={data.over ? 0 : readAt} failed={Boolean(error)} />
          </>
        }
      />
      {error && <ReadProblem error={error} old retry={retry} />}
      {failed.map((f) => (
        <div key={`${f.target}${f.event}`} className="note k-fail">
          <StatusIcon status="fail" />
          <div className="min-w-0">
            <b>
              {f.event} failed on {f.target}.
            </b>{' '}
            {f.message}
            {f.logTail && (
              <pre className="mt-2 font-mono text-[12px] whitespace-pre-wrap [overflow-wrap:anywhere]">
                {f.logTail}
              </pre>
            )}
          </div>
        </div>
      ))}
      {data.problem && !failed.length && isFailure(data.status) && (
        <div className="note k-fail">
          <StatusIcon status="fail" />
          <div>
            <b>The deployment failed.</b> {data.problem}
          </div>
        </div>
      )}
      <div className={cell ? 'deployment-body with-log' : 'deployment-body'}>
        <LifecycleGrid
          deployment={data}
          target={target}
          event={event}
          onChoose={(t, e) => choose(t === target && e === event ? '' : `${t}/${e}`)}
        />
        {cell && target && event && (
          <HookLog deployment={id} target={target} cell={cell} onClose={() => choose('')} />
        )}
      </div>
    </>
  );
}
