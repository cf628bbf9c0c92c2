'use client';
import Link from 'next/link';
import { useTabSubject } from '@/lib/client/tab';
import { useTopic, type Read } from '@/lib/client/live/use-topic';
import { isFailure, isGood } from '@/lib/domain/status';
import type { Creation } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Loading } from '@/components/ui/states';
import { Duration } from '@/components/ui/time';
import { TopicView } from '@/components/ui/topic-view';
import { InlineCode } from '@/components/ui/inline-code';
import { FirstRelease } from './first-release';
import { ResourceList } from './resource-list';
import { Steps } from '@/app/(console)/projects/_components/steps';

const titleOf = (p: Creation): string =>
  p.kind === 'delete'
    ? p.over && !p.problem
      ? `Deleted ${p.name}`
      : `Deleting ${p.name}`
    : p.over
      ? p.problem
        ? `${p.name} was not created`
        : `Created ${p.name}`
      : `Creating ${p.name}`;

/** How many of its resources are done. */
const madeOf = (p: Creation): number =>
  p.resources.filter((r) => (p.kind === 'create' ? isGood(r.status) : r.ms !== undefined)).length;

const isCreated = (p: Creation): boolean => p.kind === 'create' && p.over && !p.problem;

function ProgressHead({ name, topic }: { name: string; topic: Read<Creation> }) {
  const { data: p, error, readAt } = topic;
  const crumbs = [
    ['Board', routes.board],
    ...(p?.kind === 'create' ? [['New project', routes.newProject] as const] : []),
  ] as const;
  if (!p) return <PageHead crumbs={crumbs} title={name} />;
  const of = p.kind === 'create' ? p.total : p.resources.length || p.total;
  const word = p.over ? p.status.word : `${p.status.word}, ${madeOf(p)} of ${of}`;
  return (
    <PageHead
      crumbs={crumbs}
      aws={{ kind: 'stack', stack: p.stackId }}
      title={titleOf(p)}
      after={<StatusLabel as="pill" status={p.status} word={word} />}
      actions={p.kind === 'create' ? <Steps at={isCreated(p) ? 3 : 2} /> : undefined}
      meta={
        <>
          <span>
            <Icon name="clock" small />
            <span>
              <Duration from={p.startedAt} to={p.endedAt} />
              {p.over ? '' : ' so far'}
            </span>
          </span>
          {!p.over && <span>You can leave this page; the work continues</span>}
          {p.step && <span>{p.step}</span>}
          <ConnectionIndicator readAt={p.over ? 0 : readAt} failed={Boolean(error)} />
        </>
      }
    />
  );
}

function FailedNote({ name, progress: p }: { name: string; progress: Creation }) {
  return (
    <div className="note k-fail" role="alert">
      <StatusIcon status="fail" />
      <div>
        <b>{p.kind === 'create' ? 'It could not be created.' : 'It could not be deleted.'}</b>{' '}
        {p.problem}
        <div className="mt-2 flex gap-2">
          {p.kind === 'create' ? (
            <Link className="btn small" href={routes.newProject}>
              Try again
            </Link>
          ) : (
            <ChangeButton size="small" change={{ kind: 'delete', pipeline: name }}>
              Delete again…
            </ChangeButton>
          )}
        </div>
      </div>
    </div>
  );
}

function GoneNote({ name, stays }: { name: string; stays: readonly string[] }) {
  return (
    <div className="note k-ok" role="status">
      <StatusIcon status="ok" />
      <div>
        <b>{name} is gone.</b>{' '}
        {stays.length > 0 && (
          <>
            What stays:{' '}
            {stays.map((s, i) => (
              <span key={s}>
                {i > 0 && '; '}
                <InlineCode text={s} />
              </span>
            ))}
            .
          </>
        )}
        <div className="mt-2">
          <Link className="btn small" href={routes.board}>
            Go to the board
          </Link>
        </div>
      </div>
    </div>
  );
}

function ProgressBar({ progress: p }: { progress: Creation }) {
  const made = madeOf(p);
  const share =
    p.over && !isFailure(p.status) ? 100 : Math.round((100 * made) / Math.max(1, p.total));
  return (
    <div
      className="progress-bar"
      role="progressbar"
      aria-label={titleOf(p)}
      aria-valuemin={0}
      aria-valuemax={p.total}
      aria-valuenow={made}
    >
      <i className={`k-${p.status.key}`} style={{ width: `${share}%` }} />
    </div>
  );
}

/** A stack on its way, resource by resource, to its end. It is told by AWS: closing the page loses nothing. */
export function Progress({
  name,
  stack,
  initial,
}: {
  name: string;
  stack: string;
  initial: Creation | undefined;
}) {
  const progress = useTopic('progress', [name, stack], initial);
  useTabSubject(progress.data?.status, name);
  return (
    <>
      <ProgressHead name={name} topic={progress} />
      <TopicView topic={progress} loading={<Loading rows={8} />}>
        {(p) => (
          <>
            {p.problem && <FailedNote name={name} progress={p} />}
            {p.kind === 'delete' && p.over && !p.problem && (
              <GoneNote name={name} stays={p.stays} />
            )}
            <ProgressBar progress={p} />
            <div className="progress-body">
              <ResourceList progress={p} made={madeOf(p)} />
              {p.kind === 'create' && (
                <FirstRelease name={name} progress={p} created={isCreated(p)} />
              )}
            </div>
          </>
        )}
      </TopicView>
    </>
  );
}
