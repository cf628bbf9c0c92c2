import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalResult } from '../../engine/programs/local-build';
import type { BuildState } from '../../engine/core/build/machine';
import type { Ask } from './build-run';

const INTERRUPTED = 130;

/** The exit status of the command that failed; 1 for any other failure, 130 for a build that was stopped. */
export function exitCodeOf(state: BuildState): number {
  if (state.buildStatus === 'SUCCEEDED') return 0;
  if (state.buildStatus === 'STOPPED') return INTERRUPTED;
  const said = state.phases
    .flatMap((p) => p.contexts ?? [])
    .map((c) => /exit status (\d+)$/.exec(c.message)?.[1])
    .find(Boolean);
  return said === undefined ? 1 : Number(said);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export function outcomeLines({ state, reports, sandbox }: LocalResult, ask: Ask): string {
  const bad = state.phases.find(
    (p) => p.phaseStatus !== undefined && p.phaseStatus !== 'SUCCEEDED',
  );
  const took = seconds((state.endTime ?? 0) - (state.phases[0]?.startTime ?? 0));
  const lines = [
    `\n${state.buildStatus}${bad ? ` in ${bad.phaseType}: ${bad.contexts?.[0]?.message ?? ''}` : ''} (${took}, sandbox: ${sandbox})`,
  ];
  for (const r of reports)
    lines.push(
      `  report ${r.group}: ${r.status}, ${
        r.kind === 'TEST'
          ? `${r.total} test cases${Object.entries(r.counts)
              .map(([s, n]) => `, ${n} ${s.toLowerCase()}`)
              .join('')}`
          : `${r.total} covered files`
      }`,
    );
  for (const a of state.artifacts ?? [])
    lines.push(
      `  artifact ${a.id || 'primary'}: ${a.files} files${ask.artifactsInto ? ` in ${join(ask.artifactsInto, a.id)}` : ''}`,
    );
  for (const v of state.exported ?? []) lines.push(`  exported ${v.name}=${v.value}`);
  for (const n of state.notices ?? []) lines.push(`  note: ${n}`);
  return `${lines.join('\n')}\n`;
}

export function writeReports(into: string | undefined, { reports }: LocalResult): void {
  if (!into) return;
  mkdirSync(into, { recursive: true });
  for (const [i, report] of reports.entries())
    writeFileSync(
      join(into, `${i + 1}-${report.group.replace(/[^\w.-]/g, '_')}.json`),
      `${JSON.stringify(report, null, 2)}\n`,
    );
}
