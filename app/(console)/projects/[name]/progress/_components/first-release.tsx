'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import type { Creation } from '@/lib/domain/projects/project';
import { isGood, isMoving, needsPerson } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { Duration } from '@/components/ui/time';

/** The first release on its way, and what can be done meanwhile. */
export function FirstRelease({
  name,
  progress: p,
  created,
}: {
  name: string;
  progress: Creation;
  created: boolean;
}) {
  return (
    <aside className="grid gap-3 content-start">
      {created && <Created name={name} urls={p.urls} />}
      {created ? (
        <Stages name={name} urls={p.urls} />
      ) : (
        !p.over && (
          <section className="card p-4">
            <h2 className="mb-1">When it is finished</h2>
            <p className="text-muted">
              The first release starts automatically: build, tests, then the first environment.
            </p>
          </section>
        )
      )}
      {!p.over && (
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
      )}
    </aside>
  );
}

/** The way on; an environment's address only once something was released to it. */
function Created({ name, urls }: { name: string; urls: Creation['urls'] }) {
  const { data } = useTopic('pipeline', [name]);
  const released = urls.filter((u) => data?.stages.some((s) => s.name === u.stage && s.live));
  return (
    <section className="card p-4">
      <h2 className="mb-2">Your project</h2>
      <div className="flex gap-2 flex-wrap">
        <Link className="btn primary" href={routes.project(name)}>
          Open {name}
        </Link>
        {released.map((u) => (
          <a key={u.url} className="btn" href={u.url} target="_blank" rel="noreferrer noopener">
            {u.stage}
            <Icon name="out" small />
          </a>
        ))}
      </div>
    </section>
  );
}

function Stages({ name, urls }: { name: string; urls: Creation['urls'] }) {
  const { data } = useTopic('pipeline', [name]);
  if (!data)
    return (
      <section className="card p-4" aria-busy="true">
        <i className="skeleton h-24 block" />
      </section>
    );
  const done = data.stages.filter((s) => isGood(s.status)).length;
  return (
    <section className="card" aria-label="First release">
      <header className="card-head">
        <h2>First release</h2>
        <span className="text-xs text-faint">
          {done} of {data.stages.length} stages
        </span>
      </header>
      <ul className="rows">
        {data.stages.map((s) => {
          const a = s.actions.findLast((x) => x.startedAt !== undefined && !x.person);
          const url = urls.find((u) => u.stage === s.name)?.url;
          return (
            <li key={s.name}>
              <StatusLabel status={s.status} />
              <b className="font-medium">{s.name}</b>
              <span className="flex-1" />
              {s.live && url && (
                <a className="text-xs" href={url} target="_blank" rel="noreferrer noopener">
                  open
                </a>
              )}
              {a?.href && (
                <Link className="text-xs" href={a.href} prefetch={false}>
                  log
                </Link>
              )}
              {needsPerson(s.status) && (
                <Link className="btn small" href={routes.approvals}>
                  Review…
                </Link>
              )}
              <span className="num text-xs text-faint">
                {a?.startedAt && (
                  <Duration from={a.startedAt} to={isMoving(a.status) ? undefined : a.endedAt} />
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
