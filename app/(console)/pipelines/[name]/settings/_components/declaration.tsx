'use client';
import Link from 'next/link';
import { useOnce } from '@/lib/client/live/use-topic';
import { declarationFacts } from '@/lib/domain/pipelines/declaration-facts';
import { routes } from '@/lib/routes';
import { Loading } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';

/** How the pipeline is set up, and the ways to change it. */
export function Declaration({ name }: { name: string }) {
  const declaration = useOnce('declaration', [name]);
  return (
    <section className="card mt-3" aria-label="Pipeline">
      <div className="card-head">
        <h2>Pipeline</h2>
        <span className="flex gap-2">
          <Link className="btn small" href={routes.editPipeline(name)} prefetch={false}>
            Edit
          </Link>
          <Link className="btn small" href={`${routes.editPipeline(name)}?clone`} prefetch={false}>
            Clone
          </Link>
        </span>
      </div>
      <div className="p-4">
        <TopicView topic={declaration} loading={<Loading rows={4} />}>
          {({ text, version, owner }) => (
            <dl className="grid gap-y-2 gap-x-4 sm:grid-cols-[160px_minmax(0,1fr)]">
              <dt className="text-muted text-xs">Version</dt>
              <dd>{version}</dd>
              {declarationFacts(text).map((f) => (
                <div key={f.name} className="contents">
                  <dt className="text-muted text-xs">{f.name}</dt>
                  <dd className="wrap-anywhere">{f.isCode ? <code>{f.value}</code> : f.value}</dd>
                </div>
              ))}
              {owner && (
                <>
                  <dt className="text-muted text-xs">Managed by</dt>
                  <dd>{owner}. Its next update will overwrite changes made here.</dd>
                </>
              )}
            </dl>
          )}
        </TopicView>
      </div>
    </section>
  );
}
