'use client';
import Link from 'next/link';
import { useTabSubject } from '@/lib/client/tab';
import { useTopic } from '@/lib/client/live/use-topic';
import { isFailure, isGood } from '@/lib/domain/status';
import type { Creation } from '@/lib/domain/project';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { LiveMark } from '@/components/ui/live-mark';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';
import { Took } from '@/components/ui/time';
import { Words } from '@/components/ui/words';
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
  const { data: p, error, readAt, retry } = useTopic('progress', [name, stack], initial);
  useTabSubject(p?.status, name);
  const crumbs = [
    ['Board', routes.board],
    ...(p?.kind === 'create' ? [['New project', routes.newProject] as const] : []),
  ] as const;
  if (!p)
    return (
      <>
        <PageHead crumbs={crumbs} title={name} />
        {error ? <ReadProblem error={error} old={false} retry={retry} /> : <Loading rows={8} />}
      </>
    );
  const made = p.resources.filter((r) =>
    p.kind === 'create' ? isGood(r.status) : r.ms !== undefined,
  ).length;
  const word = p.over
    ? p.status.word
    : `${p.status.word}, ${made} of ${p.kind === 'create' ? p.total : p.resources.length || p.total}`;
  const created = p.kind === 'create' && p.over && !p.problem;
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={titleOf(p)}
        after={<StatusLabel as="pill" status={p.status} word={word} />}
        actions={p.kind === 'create' ? <Steps at={created ? 3 : 2} /> : undefined}
        meta={
          <>
            <span>
              <Icon name="clock" small />
              <span>
                <Took from={p.startedAt} to={p.endedAt} />
                {p.over ? '' : ' so far'}
              </span>
            </span>
            {!p.over && <span>You can leave this page; the work continues</span>}
            {p.step && <span>{p.step}</span>}
            <LiveMark readAt={p.over ? 0 : readAt} failed={Boolean(error)} />
          </>
        }
      />
      {error && <ReadProblem error={error} old retry={retry} />}
      {p.problem && (
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
      )}
      {p.kind === 'delete' && p.over && !p.problem && (
        <div className="note k-ok" role="status">
          <StatusIcon status="ok" />
          <div>
            <b>{name} is gone.</b>{' '}
            {p.stays.length > 0 && (
              <>
                What stays:{' '}
                {p.stays.map((s, i) => (
                  <span key={s}>
                    {i > 0 && '; '}
                    <Words text={s} />
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
      )}
      <div
        className="progress-bar"
        role="progressbar"
        aria-label={titleOf(p)}
        aria-valuemin={0}
        aria-valuemax={p.total}
        aria-valuenow={made}
      >
        <i
          className={`k-${p.status.key}`}
          style={{
            width: `${p.over && !isFailure(p.status) ? 100 : Math.round((100 * made) / Math.max(1, p.total))}%`,
          }}
        />
      </div>
      <div className="progress-body">
        <ResourceList progress={p} made={made} />
        {p.kind === 'create' && <FirstRelease name={name} progress={p} created={created} />}
      </div>
    </>
  );
}
