'use client';
import Link from 'next/link';
import type { EnvironmentView } from '@/lib/domain/deployments/environment';
import { bestOf, type FireDrill } from '@/lib/domain/deployments/fire-drill';
import { duration } from '@/lib/domain/time';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { Panel } from '@/components/ui/panel';
import { Duration, RelativeTime } from '@/components/ui/time';

function Outcome({ drill: d }: { drill: FireDrill }) {
  if (d.ms !== undefined) return <>back in {duration(d.ms)}</>;
  if (d.hasFailed) return <>did not come back</>;
  return (
    <>
      running, <Duration from={d.at} />
    </>
  );
}

/** Drills of this environment: how long coming back took, and the best of all. */
export function FireDrills({ view }: { view: EnvironmentView }) {
  const { drills = [] } = view;
  const best = bestOf(drills);
  return (
    <Panel title="Fire drill" aside={best === undefined ? undefined : `best ${duration(best)}`}>
      {drills.length ? (
        <ul className="env-drills">
          {drills.map((d) => (
            <li key={d.id}>
              <Link href={routes.deployment(d.id)} prefetch={false}>
                <Outcome drill={d} />
              </Link>
              <span className="text-xs text-muted">
                <RelativeTime at={d.at} suffix=" ago" />
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">
          Break a release on purpose, and see how long it takes until the old version answers again.
        </p>
      )}
      <p className="mt-2">
        <ChangeButton
          size="small"
          change={{ kind: 'fire-drill', pipeline: view.application, stage: view.group }}
          disabledReason={view.moving ? 'a deployment is running' : undefined}
        >
          Fire drill…
        </ChangeButton>
      </p>
    </Panel>
  );
}
