import Link from 'next/link';
import { routes } from '@/lib/routes';
import type { DecidedView } from '@/lib/domain/approvals/approval';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';

/** What was decided lately, by whom and why; what can be asked again has its button. */
export function Decided({ decided }: { decided: readonly DecidedView[] }) {
  return (
    <section className="mt-5">
      <h2 className="label mb-2">Decided lately</h2>
      <ul className="card decided">
        {decided.map((d) => (
          <li key={`${d.execution} ${d.stage} ${d.action} ${d.at}`}>
            <StatusLabel status={d.status} />
            <b className="font-medium">{d.pipeline}</b>
            <span className="text-muted">→ {d.target}</span>
            {d.revision && <RevisionId revision={d.revision} />}
            <span className="said text-muted truncate flex-1">{d.summary && `“${d.summary}”`}</span>
            <span className="text-xs text-faint">
              {d.by}
              {d.by && ', '}
              <RelativeTime at={d.at} suffix=" ago" />
            </span>
            <Link
              className="text-xs"
              href={routes.evidence(d.pipeline, d.execution)}
              aria-label={`Evidence of ${d.pipeline} for ${d.target}`}
              prefetch={false}
            >
              Evidence
            </Link>
            {d.again && (
              <ChangeButton
                size="small"
                change={{
                  kind: 'retry',
                  pipeline: d.pipeline,
                  stage: d.stage,
                  execution: d.execution,
                }}
              >
                Ask again…
              </ChangeButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
