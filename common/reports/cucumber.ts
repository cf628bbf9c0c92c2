import { ReportError, type CaseStatus, type TestCase } from './types';

interface Step {
  readonly result?: {
    readonly status?: string;
    readonly duration?: number;
    readonly error_message?: string;
  };
}
interface Scenario {
  readonly name?: string;
  readonly type?: string;
  readonly steps?: readonly Step[];
  readonly before?: readonly Step[];
  readonly after?: readonly Step[];
}
interface Feature {
  readonly name?: string;
  readonly uri?: string;
  readonly elements?: readonly Scenario[];
}

/** A scenario is as good as its worst step. */
function verdict(steps: readonly Step[]): CaseStatus {
  const all = steps.map((s) => (s.result?.status ?? '').toLowerCase());
  if (all.includes('failed')) return 'FAILED';
  if (all.some((s) => s === 'undefined' || s === 'ambiguous')) return 'ERROR';
  if (all.some((s) => s === 'skipped' || s === 'pending')) return 'SKIPPED';
  return all.length > 0 && all.every((s) => s === 'passed') ? 'SUCCEEDED' : 'UNKNOWN';
}

/** Cucumber's JSON: a feature is a suite, a scenario a case; a background is neither. */
export function cucumber(value: unknown): TestCase[] {
  if (!Array.isArray(value)) throw new ReportError('expected a list of features');
  return (value as readonly Feature[]).flatMap((feature) =>
    (feature.elements ?? [])
      .filter((e) => e.type !== 'background')
      .map((e) => {
        const steps = [...(e.before ?? []), ...(e.steps ?? []), ...(e.after ?? [])];
        return {
          name: e.name ?? '',
          prefix: feature.name ?? '',
          suite: feature.name ?? '',
          status: verdict(steps),
          durationNs: steps.reduce((sum, s) => sum + (s.result?.duration ?? 0), 0),
          message: steps.map((s) => s.result?.error_message ?? '').find(Boolean) ?? '',
        };
      }),
  );
}
