/** An instance that counts for something. */
export interface RunningInstance {
  readonly type: string;
  /** Spot instances have quotas of their own. */
  readonly isSpot: boolean;
  /** On hardware that the account has for itself (a Dedicated Host): of that the hosts are counted. */
  readonly isOnHost: boolean;
}

/**
 * The families of the quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", by the letters before a
 * type's generation. `im` and `is` are storage families; `dl`, `hpc`, `inf`, `mac` and `trn` have quotas of their own.
 */
const STANDARD: ReadonlySet<string> = new Set('a c d h i im is m r t z'.split(' '));

export const isStandardType = (type: string): boolean =>
  STANDARD.has(/^[a-z]+/.exec(type)?.[0] ?? '');

export const countsAsStandard = (i: RunningInstance): boolean =>
  isStandardType(i.type) && !i.isSpot && !i.isOnHost;

/** The vCPUs that On-Demand Standard instances have, each as its type has by default. */
export const standardVcpus = (
  instances: readonly RunningInstance[],
  vcpusOf: ReadonlyMap<string, number>,
): number =>
  instances.filter(countsAsStandard).reduce((sum, { type }) => sum + (vcpusOf.get(type) ?? 0), 0);

/** One of the account's quotas, and what a project needs of it. */
export interface QuotaFacts {
  readonly kind: 'vcpus' | 'builds';
  /** AWS's own name of it. */
  readonly name: string;
  readonly value: number;
  /** Undefined where it could not be read. */
  readonly inUse: number | undefined;
  readonly needed: number;
}

/**
 * What a quota means for a project: it fits; its first build waits for another; it is made, and its builds fail; AWS
 * would refuse to make it.
 */
export type QuotaEffect = 'fits' | 'waits' | 'fails' | 'refused';

export interface QuotaView {
  readonly effect: QuotaEffect;
  readonly text: string;
  /** Its page in AWS's console, where more is asked for. */
  readonly console?: string | undefined;
}

export interface QuotasView {
  readonly quotas: readonly QuotaView[];
  /** What could not be read, and so was not compared; a sentence each. */
  readonly unread: readonly string[];
}

/** Why a project cannot be made, where AWS would refuse it. */
export const quotaProblem = ({ quotas }: QuotasView): string | undefined =>
  quotas.some((q) => q.effect === 'refused')
    ? "one of the account's quotas is too small"
    : undefined;

export const NO_QUOTAS: QuotasView = { quotas: [], unread: [] };

/** CodeBuild queues five times as many builds as may run: with a quota of 0 it refuses each (AccountLimitExceededException). */
function buildsEffect({ value, inUse = 0, needed }: QuotaFacts): QuotaEffect {
  if (value < needed) return 'fails';
  return value < inUse + needed ? 'waits' : 'fits';
}

const effectOf = (q: QuotaFacts): QuotaEffect => {
  if (q.kind === 'builds') return buildsEffect(q);
  return q.value < (q.inUse ?? 0) + q.needed ? 'refused' : 'fits';
};

const WHAT: Readonly<Record<QuotaFacts['kind'], (n: number) => string>> = {
  vcpus: (n) => `${n} EC2 ${n === 1 ? 'vCPU' : 'vCPUs'}`,
  builds: (n) => `${n} CodeBuild ${n === 1 ? 'build' : 'builds'} at a time`,
};

const MEANS: Readonly<Record<QuotaEffect, string>> = {
  fits: '',
  waits: " The first build waits in CodeBuild's queue until another ends.",
  fails: ' The project can be created, but its builds fail until AWS raises the quota.',
  refused: ' AWS would refuse to launch its instances, so nothing is created.',
};

const used = (n: number | undefined): string =>
  n === undefined ? '; how much is in use is not known' : `, with ${n} in use`;

/** A quota beside what a project needs of it, in AWS's numbers. */
export function quotaView(q: QuotaFacts, console?: string): QuotaView {
  const effect = effectOf(q);
  const text = `This project needs ${WHAT[q.kind](q.needed)}. The quota "${q.name}" is ${q.value}${used(q.inUse)}.${MEANS[effect]}`;
  return { effect, text, console };
}
