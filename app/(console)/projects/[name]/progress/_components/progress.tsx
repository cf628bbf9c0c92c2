'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useIsAws } from '@/lib/client/backend';
import { useNow } from '@/lib/client/now';
import { useTabSubject } from '@/lib/client/tab';
import { useTopic, type Read } from '@/lib/client/live/use-topic';
import { isFailure, isGood, isMoving } from '@/lib/domain/status';
import type { Creation } from '@/lib/domain/projects/project';
import { recordedWords, releaseLeft } from '@/lib/domain/projects/release-left';
import { SUBJECTS } from '@/lib/domain/tab';
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
import { ApplicationCard } from './application-card';
import { FirstChangeCard } from './first-change';
import { FirstRelease } from './first-release';
import { ResourceList } from './resource-list';
import { Steps } from '@/app/(console)/projects/_components/steps';

function titleOf({ kind, name, over, problem }: Creation): string {
  if (kind === 'delete') return over && !problem ? `Deleted ${name}` : `Deleting ${name}`;
  if (!over) return `Creating ${name}`;
  return problem ? `${name} was not created` : `Created ${name}`;
}

/** How many of its resources are done. */
const madeOf = (p: Creation): number =>
  p.resources.filter((r) => (p.kind === 'create' ? isGood(r.status) : r.ms !== undefined)).length;

const isCreated = (p: Creation): boolean => p.kind === 'create' && p.over && !p.problem;

/** How the first release does. */
function ReleaseStatus({ name }: { name: string }) {
  const { data } = useTopic('pipeline', [name]);
  return data && <StatusLabel as="pill" status={data.status} />;
}

/** The stages that have both an address and a release; and how the pipeline does. */
function useReleased({ name, urls }: Creation) {
  const { data } = useTopic('pipeline', [name]);
  const live = data?.stages.filter((s) => s.live).map((s) => s.name) ?? [];
  return { released: live.filter((s) => urls.some((u) => u.stage === s)), status: data?.status };
}

/** All steps are done once something is live. */
function ReleaseSteps({ progress }: { progress: Creation }) {
  return <Steps at={useReleased(progress).released.length > 0 ? 4 : 3} />;
}

/** How long it still takes, where that was recorded; nothing once its release has an answer or a failure. */
function ReleaseLeft({ progress: { recorded, startedAt } }: { progress: Creation }) {
  const now = useNow();
  const isAws = useIsAws();
  if (!recorded || isAws || !now) return null;
  const words = releaseLeft(recorded, startedAt, now);
  return words ? <span title={recordedWords(recorded)}>{words}</span> : null;
}

function UnlessReleased({ progress: p }: { progress: Creation }) {
  const { released, status } = useReleased(p);
  const isMovingOn = status === undefined || isMoving(status);
  return released.length === 0 && isMovingOn ? <ReleaseLeft progress={p} /> : null;
}

function actionsOf(p: Creation): ReactNode {
  if (p.kind !== 'create') return undefined;
  return isCreated(p) ? <ReleaseSteps progress={p} /> : <Steps at={2} />;
}

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
      after={
        isCreated(p) ? (
          <ReleaseStatus name={name} />
        ) : (
          <StatusLabel as="pill" status={p.status} word={word} />
        )
      }
      actions={actionsOf(p)}
      meta={
        <>
          <span>
            <Icon name="clock" small />
            <span>
              {p.over ? 'took ' : ''}
              <Duration from={p.startedAt} to={p.endedAt} />
              {p.over ? '' : ' so far'}
            </span>
          </span>
          {isCreated(p) ? <UnlessReleased progress={p} /> : <ReleaseLeft progress={p} />}
          {!p.over && <span>Continues when you leave this page</span>}
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

function Undo({ name }: { name: string }) {
  return (
    <section className="card p-4 flex items-center gap-3">
      <div className="flex-1">
        <h2>Changed your mind?</h2>
        <p className="text-xs text-muted">Undo removes everything created so far.</p>
      </div>
      <ChangeButton change={{ kind: 'delete', pipeline: name }}>
        <Icon name="undo" small />
        Undo…
      </ChangeButton>
    </section>
  );
}

/** That it has come to its end, for whoever does not see the heading change; a failure is an alert of its own. */
const Ended = ({ progress: p }: { progress: Creation }) => (
  <p className="sr-only" role="status">
    {p.over && !p.problem && titleOf(p)}
  </p>
);

/** The application, and once it is live, or its release has failed, what to do next. */
function Outcome({ progress: p }: { progress: Creation }) {
  const { released, status } = useReleased(p);
  const isNext = released.length > 0 || (status && isFailure(status));
  return (
    <>
      <ApplicationCard name={p.name} created urls={p.urls} released={released} />
      {isNext && p.firstChange && <FirstChangeCard name={p.name} change={p.firstChange} />}
    </>
  );
}

function Side({ name, progress: p }: { name: string; progress: Creation }) {
  return (
    <aside>
      {isCreated(p) && <Outcome progress={p} />}
      {!isCreated(p) && !p.problem && (
        <ApplicationCard name={name} created={false} urls={[]} released={[]} />
      )}
      {!p.over && <Undo name={name} />}
    </aside>
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
  useTabSubject(progress.data && SUBJECTS.progress(progress.data));
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
            <Ended progress={p} />
            <div className="progress-body">
              <div className="progress-main">
                <ResourceList progress={p} made={madeOf(p)} folds={isCreated(p)} />
                {isCreated(p) && <FirstRelease name={name} />}
              </div>
              {p.kind === 'create' && <Side name={name} progress={p} />}
            </div>
          </>
        )}
      </TopicView>
    </>
  );
}
