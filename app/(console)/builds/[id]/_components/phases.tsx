import { BUILD_PHASES } from '@/lib/domain/builds/phases';
import { NOT_STARTED, type Status } from '@/lib/domain/status';
import { duration } from '@/lib/domain/time';
import type { BuildView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';

const NEVER: Status = { ...NOT_STARTED, word: "Didn't run" };

const GAP_PERCENT = 0.15;

/** Drawn, not laid out: a phase that grows moves nothing. */
function PhaseBar({ phases }: Pick<BuildView, 'phases'>) {
  const widths = phases.map((p) => Math.sqrt(Math.max(100, p.ms ?? 1000)));
  const whole = widths.reduce((n, w) => n + w, 0);
  const share = (n: number): number => (n / whole) * 100;
  return (
    <svg className="phase-bar" aria-hidden="true">
      {phases.map((p, i) => (
        <rect
          key={p.name}
          className={`k-${p.status.key}`}
          x={`${share(widths.slice(0, i).reduce((n, w) => n + w, 0))}%`}
          width={`${Math.max(0.2, share(widths[i] ?? 0) - GAP_PERCENT)}%`}
          height="10"
          rx="2"
        />
      ))}
    </svg>
  );
}

/** Each phase as wide as it took, by the square root: a second stays visible beside an hour. Phases to come have their place already. */
export function Phases({ build }: { build: BuildView }) {
  const ran = new Map(build.phases.map((p) => [p.name, p]));
  return (
    <section className="card phases" aria-label={`Phases of build ${build.number}`}>
      <PhaseBar phases={build.phases} />
      <ol className="phase-list">
        {BUILD_PHASES.map((name) => {
          const phase = ran.get(name);
          return (
            <li key={name} className={phase ? `k-${phase.status.key}` : 'text-faint'}>
              <StatusLabel as="bare" status={phase?.status ?? (build.over ? NEVER : NOT_STARTED)} />
              {name}
              <span className="phase-time">
                {phase?.ms === undefined ? '' : duration(phase.ms)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
