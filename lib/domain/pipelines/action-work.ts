import { isFailure, isMoving, isOver } from '@/lib/domain/status';
import { duration } from '@/lib/domain/time';
import type { ActionWork, PhaseView, TargetCount } from '@/lib/domain/views';

/** `412 tests passed`, `2 of 9 tests failed`; nothing where no report was made. */
export function testWords({ tests }: Pick<ActionWork, 'tests'>): string {
  if (!tests) return '';
  const { passed, failed } = tests;
  const of = (n: number): string => `${n} ${n === 1 ? 'test' : 'tests'}`;
  return failed ? `${failed} of ${of(passed + failed)} failed` : `${of(passed)} passed`;
}

/** What of a build is worth a line: the phase that failed or runs, else the slowest. */
export function phaseWords(phases: readonly PhaseView[]): string {
  const failed = phases.find((p) => isFailure(p.status));
  if (failed) return `Failed in ${failed.name}`;
  const now = phases.find((p) => isMoving(p.status));
  if (now) return now.name;
  const [slowest] = [...phases].sort((a, b) => (b.ms ?? 0) - (a.ms ?? 0));
  return slowest?.ms ? `Slowest phase: ${slowest.name}, ${duration(slowest.ms)}` : '';
}

/** `1 of 3 targets done`; nothing where no target is known yet. */
export function targetWords(count: TargetCount): string {
  const all = count.reduce((n, [, of]) => n + of, 0);
  const done = count.reduce((n, [status, of]) => n + (isOver(status) ? of : 0), 0);
  return all ? `${done} of ${all} ${all === 1 ? 'target' : 'targets'} done` : '';
}

/** About how long is left of what has run for `ran` ms and usually takes `usual`; nothing once it takes longer. */
export function leftWords(ran: number, usual: number | undefined): string {
  if (usual === undefined || ran >= usual) return '';
  return `about ${duration(usual - ran)} left`;
}
