import {
  memberWords,
  sizeWords,
  suspendedWords,
  type AutoScalingFleet,
  type ScalingActivity,
} from '@/lib/domain/traffic/auto-scaling';
import { StatusLabel } from '@/components/status/status-label';
import { ConsoleLink } from '@/components/ui/console-link';
import { Icon } from '@/components/ui/icon';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/time';

/** What Auto Scaling did, and why, in its own words. */
function Activity({ activity: a }: { activity: ScalingActivity }) {
  return (
    <li>
      <span className="flex items-baseline justify-between gap-3">
        <span className="flex items-center gap-2 min-w-0">
          <StatusLabel as="bare" status={a.status} />
          <span className="scaling-what">{a.description}</span>
        </span>
        <span className="text-xs text-faint whitespace-nowrap">
          <RelativeTime at={a.at} suffix=" ago" />
        </span>
      </span>
      {a.message && <span className="block text-xs warn-text k-wait">{a.message}</span>}
      <details className="text-xs">
        <summary>Why</summary>
        <p className="text-muted">{a.cause}</p>
      </details>
    </li>
  );
}

/** So many are shown before somebody asks for all. */
const FIRST = 5;

function Activities({ all, none }: { all: readonly ScalingActivity[]; none: string }) {
  if (!all.length) return <p className="text-xs text-muted mt-2">{none}</p>;
  const rest = all.slice(FIRST);
  return (
    <>
      <ul className="scaling">
        {all.slice(0, FIRST).map((a) => (
          <Activity key={a.id} activity={a} />
        ))}
      </ul>
      {rest.length > 0 && (
        <details className="mt-2">
          <summary>Show {rest.length} more</summary>
          <ul className="scaling">
            {rest.map((a) => (
              <Activity key={a.id} activity={a} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** An Auto Scaling group: its size, what is suspended, what it did. */
export function ScalingPanel({
  fleet,
  none,
}: {
  fleet: AutoScalingFleet;
  /** What is said where it did nothing. */
  none: string;
}) {
  const suspended = suspendedWords(fleet.suspended);
  const waiting = memberWords(fleet);
  return (
    <Panel
      title={`Auto Scaling group ${fleet.name}`}
      aside={
        <ConsoleLink object={{ kind: 'auto-scaling-group', name: fleet.name }} about={fleet.name} />
      }
    >
      <p>{sizeWords(fleet)}</p>
      {waiting && <p className="text-xs text-muted">{waiting}</p>}
      {suspended && (
        <p className="text-xs warn-text k-wait mt-1">
          <Icon name="warn" small /> {suspended}
        </p>
      )}
      {/* The page says what could not be read. */}
      {fleet.activities && <Activities all={fleet.activities} none={none} />}
    </Panel>
  );
}
