'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import type { BatchAlone as Batch } from '@/lib/domain/builds/build-detail';
import { isOver } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { StatusIcon } from '@/components/ui/icon';
import { PageHead } from '@/components/ui/page-head';
import { Loading, ReadProblem } from '@/components/ui/states';

const LOOK_MS = 2000;

/** A batch none of whose builds has begun: its buildspec is being read, or could not be used. */
export function BatchAlone({ batch: b }: { batch: Batch }) {
  const router = useRouter();
  const over = isOver(b.status);
  useEffect(() => {
    if (over) return;
    const timer = setInterval(() => router.refresh(), LOOK_MS);
    return () => clearInterval(timer);
  }, [over, router]);
  return (
    <>
      <PageHead
        crumbs={[
          ['Board', routes.board],
          ['Builds', routes.builds],
          [b.project, routes.buildProject(b.project)],
        ]}
        title={`${b.project} batch ${b.number}`}
        after={<StatusLabel as="pill" status={b.status} />}
      />
      {over ? (
        <div className={`note k-${b.status.key}`}>
          <StatusIcon status={b.status.key} />
          <div>
            <b>The batch started no builds.</b>{' '}
            {b.message ?? 'It ended before the buildspec was read.'}
          </div>
        </div>
      ) : (
        <>
          <p className="text-faint">Reading its buildspec, which lists the builds.</p>
          <Loading rows={2} />
        </>
      )}
    </>
  );
}

/** An address that is no build's, and may be a batch's: whether it is could not be read. */
export function NeitherRead({ id, reason }: { id: string; reason: string }) {
  const router = useRouter();
  return (
    <>
      <PageHead
        crumbs={[
          ['Board', routes.board],
          ['Builds', routes.builds],
        ]}
        title="Build"
      />
      <ReadProblem
        error={
          new Error(`There is no build ${id}. Could not check whether it is a batch: ${reason}`)
        }
        old={false}
        once
        retry={() => router.refresh()}
      />
    </>
  );
}
