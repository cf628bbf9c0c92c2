import type {
  Coverage,
  CoverageSummary,
  Evidence,
  EvidenceSummary,
  FailedTest,
  Finding,
  SbomComponent,
} from './evidence';

/** Coverage before and after. */
export interface CoverageDelta {
  readonly live: Coverage;
  readonly candidate: Coverage;
  /** Percentage points; negative where less is covered. */
  readonly points: number;
}

/** What a release would bring that is not live. */
export interface News {
  /** Tests that fail and do not fail in what is live. */
  readonly failures: readonly FailedTest[];
  /** Tests that fail in what is live and no longer fail. */
  readonly fixed: readonly FailedTest[];
  /** Unset where one of the two has none. */
  readonly coverage?: CoverageDelta | undefined;
  readonly findings: readonly Finding[];
  readonly vulnerabilities: readonly Finding[];
  readonly components: readonly SbomComponent[];
  /** Licences that no component of what is live has. */
  readonly licences: readonly string[];
  /** Something was too long to be compared to its end. */
  readonly isPartial: boolean;
}

type Form = EvidenceSummary['form'];
type Of<F extends Form> = Extract<EvidenceSummary, { readonly form: F }>;

const of = <F extends Form>(evidence: readonly Evidence[], form: F): Of<F>[] =>
  evidence.flatMap(({ summary }) => (summary?.form === form ? [summary as Of<F>] : []));

/** The elements of `candidate` with a key that `live` has not, each once. */
function added<T>(live: readonly T[], candidate: readonly T[], key: (t: T) => string): T[] {
  const known = new Set(live.map(key));
  return candidate.filter((t) => {
    const k = key(t);
    const isNew = !known.has(k);
    known.add(k);
    return isNew;
  });
}

const sum = (all: readonly CoverageSummary[]): Coverage => ({
  covered: all.reduce((n, s) => n + s.lines.covered, 0),
  total: all.reduce((n, s) => n + s.lines.total, 0),
});

const share = ({ covered, total }: Coverage): number => (total === 0 ? 1 : covered / total);

function coverageDelta(
  live: readonly Evidence[],
  candidate: readonly Evidence[],
): CoverageDelta | undefined {
  // Half of a report would look like half of the coverage.
  const whole = (all: readonly Evidence[]): Evidence[] => all.filter((e) => !e.problem);
  const was = sum(of(whole(live), 'coverage'));
  const is = sum(of(whole(candidate), 'coverage'));
  if (was.total === 0 || is.total === 0) return undefined;
  return { live: was, candidate: is, points: Math.round((share(is) - share(was)) * 1000) / 10 };
}

const id = (x: { readonly id: string }): string => x.id;
const itself = (text: string): string => text;
/** Another version is another component. */
const component = (c: SbomComponent): string => JSON.stringify([c.name, c.version]);

/** What `candidate` has that `live` has not: tests, coverage, scans, SBOMs. */
export function newSince(live: readonly Evidence[], candidate: readonly Evidence[]): News {
  const tests = [of(live, 'tests'), of(candidate, 'tests')] as const;
  const scans = [of(live, 'scan'), of(candidate, 'scan')] as const;
  const sboms = [of(live, 'sbom'), of(candidate, 'sbom')] as const;
  const [failedThen, failedNow] = [
    tests[0].flatMap((t) => t.failures),
    tests[1].flatMap((t) => t.failures),
  ];
  const [partsThen, partsNow] = [
    sboms[0].flatMap((s) => s.components),
    sboms[1].flatMap((s) => s.components),
  ];
  const licences = (parts: readonly SbomComponent[]): string[] => parts.flatMap((c) => c.licences);
  return {
    failures: added(failedThen, failedNow, id),
    fixed: tests[1].length ? added(failedNow, failedThen, id) : [],
    coverage: coverageDelta(live, candidate),
    findings: added(
      scans[0].flatMap((s) => s.findings),
      scans[1].flatMap((s) => s.findings),
      id,
    ),
    vulnerabilities: added(
      sboms[0].flatMap((s) => s.vulnerabilities),
      sboms[1].flatMap((s) => s.vulnerabilities),
      id,
    ),
    components: added(partsThen, partsNow, component),
    licences: added(licences(partsThen), licences(partsNow), itself).sort(),
    isPartial: [...tests, ...scans, ...sboms].some((all) => all.some((s) => s.more > 0)),
  };
}
