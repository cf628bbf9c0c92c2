'use client';
import { applicationStatus } from '@/lib/domain/deployments/application';
import type { ProjectView } from '@/lib/domain/projects/project';
import { useTopic } from '@/lib/client/live/use-topic';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';

/** Each environment's address, whether it answers now, and what is live there. The one people use comes first. */
export function Applications({
  applications,
  pipeline,
}: {
  applications: ProjectView['applications'];
  pipeline: string;
}) {
  const { data } = useTopic('pipeline', [pipeline]);
  if (!applications.length) return null;
  return (
    <div className="applications">
      {[...applications].reverse().map((a) => {
        const live = data?.stages.find((s) => s.name === a.stage)?.live;
        return (
          <section key={a.environment} className="card application" aria-label={a.environment}>
            <div className="flex items-center justify-between gap-3">
              <StatusLabel status={applicationStatus(data?.stages, a)} />
              <span className="text-xs text-muted">{a.stage}</span>
            </div>
            <a className="address" href={a.url} target="_blank" rel="noreferrer noopener">
              <span className="truncate">{a.url.replace(/^https?:\/\//, '')}</span>
              <Icon name="out" small />
            </a>
            <div className="flex justify-between gap-3 text-xs text-muted">
              <span>{live || a.health.ok ? a.health.word : ''}</span>
              {live && (
                <span className="flex gap-1.5 items-center">
                  <RevisionId revision={live} />
                  live <RelativeTime at={live.at} />
                </span>
              )}
            </div>
          </section>
        );
      })}
    </div>
  );
}
