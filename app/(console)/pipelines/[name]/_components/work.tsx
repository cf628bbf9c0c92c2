'use client';
import { useNow } from '@/lib/client/now';
import { leftWords, phaseWords, targetWords, testWords } from '@/lib/domain/pipelines/action-work';
import { isMoving, isOver } from '@/lib/domain/status';
import { duration } from '@/lib/domain/time';
import type { ActionView, PhaseView, TargetCount } from '@/lib/domain/views';

/** A build's phases as long as they took; one that runs has no length yet. */
function PhaseBar({ phases }: { phases: readonly PhaseView[] }) {
  return (
    <div className="work-bar" aria-hidden="true">
      {phases.map((p) => (
        <i
          key={p.type}
          className={`k-${p.status.key}`}
          style={{ flexGrow: Math.max(1, p.ms ?? 0) }}
        />
      ))}
    </div>
  );
}

function TargetBar({ targets }: { targets: TargetCount }) {
  return (
    <div className="work-bar" aria-hidden="true">
      {targets.map(([status, n]) => (
        <i key={status.word} className={`k-${status.key}`} style={{ flexGrow: n }} />
      ))}
    </div>
  );
}

/** How long is left of what runs, by what it usually takes. */
function Left({ from, usual }: { from: number; usual: number | undefined }) {
  const now = useNow();
  return <span suppressHydrationWarning>{leftWords((now || from) - from, usual)}</span>;
}

const bySentence = (parts: readonly string[]): string => parts.filter(Boolean).join(', ');

/** What an action does inside: a build's phases and tests, a deployment's targets, what is left, what it usually takes. */
export function Work({
  action: { status, startedAt, work, usual, person },
}: {
  action: ActionView;
}) {
  if (person) return null;
  if (work?.unread !== undefined)
    return <div className="text-xs text-muted">Its details could not be read: {work.unread}</div>;
  const { phases, targets } = work ?? {};
  const runs = isMoving(status);
  const isNew = !runs && !isOver(status);
  const words = bySentence([
    phases ? phaseWords(phases) : '',
    targets && runs ? targetWords(targets) : '',
    isNew && usual !== undefined ? `Usually takes ${duration(usual)}` : '',
  ]);
  const tests = testWords(work ?? {});
  return (
    <>
      {tests && (
        <div className={`text-xs ${(work?.tests?.failed ?? 0) > 0 ? 'why' : 'text-muted'}`}>
          {tests}
        </div>
      )}
      {phases && phases.length > 0 && <PhaseBar phases={phases} />}
      {targets && runs && targets.length > 0 && <TargetBar targets={targets} />}
      {(words || runs) && (
        <div className="text-xs text-faint">
          {words}
          {runs && startedAt !== undefined && usual !== undefined && (
            <>
              {words && ', '}
              <Left from={startedAt} usual={usual} />
            </>
          )}
        </div>
      )}
    </>
  );
}
