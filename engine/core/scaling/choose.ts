import type { Member, Settings, Zone } from './state';

/** How many members each zone has, those of the group first. */
export function byZone(
  settings: Settings,
  members: readonly Member[],
): readonly (readonly [string, number])[] {
  const zones = new Set([...settings.zones.map((z) => z.zone), ...members.map((m) => m.zone)]);
  return [...zones].map((zone) => [zone, members.filter((m) => m.zone === zone).length]);
}

/** The group's zone with the fewest members; the first of those. */
export function emptiest(settings: Settings, members: readonly Member[]): Zone | undefined {
  const count = ({ zone }: Zone): number => members.filter((m) => m.zone === zone).length;
  return [...settings.zones].sort((a, b) => count(a) - count(b))[0];
}

type Rank = (m: Member, settings: Settings) => number;

/** A launch template that is no longer the group's comes first, then the lowest version. */
const templateAge: Rank = ({ template }, settings) =>
  template?.id === settings.template.id ? Number(template.version) : -1;

const HOUR_MS = 3_600_000;

/** The smallest goes first. What asks for what is not there, a launch configuration or Spot, tells nothing apart. */
const RANKS: Readonly<Record<string, Rank>> = {
  OldestInstance: (m) => m.since,
  NewestInstance: (m) => -m.since,
  OldestLaunchTemplate: templateAge,
  ClosestToNextInstanceHour: (m) => -(m.since % HOUR_MS),
  OldestLaunchConfiguration: () => 0,
  AllocationStrategy: () => 0,
};

/** The policies that can be asked for. */
export const POLICIES = ['Default', ...Object.keys(RANKS)];

const ranksOf = (policies: readonly string[]): readonly Rank[] =>
  policies.flatMap((name) =>
    name === 'Default' ? [templateAge, (m: Member) => m.since] : [RANKS[name] ?? ((): number => 0)],
  );

function compared(a: Member, b: Member, ranks: readonly Rank[], settings: Settings): number {
  for (const rank of ranks) {
    const difference = rank(a, settings) - rank(b, settings);
    if (difference !== 0) return difference;
  }
  return a.id < b.id ? -1 : 1;
}

/**
 * Which member goes next: of the zone with most members first, so that the zones stay balanced whatever the policy is, of
 * a zone that is no longer the group's before all; then by the group's policies.
 */
export function nextToGo(
  settings: Settings,
  members: readonly Member[],
  candidates: readonly Member[],
): Member | undefined {
  const own = new Set(settings.zones.map((z) => z.zone));
  const counts = new Map(byZone(settings, members));
  const weight = (m: Member): number => (own.has(m.zone) ? (counts.get(m.zone) ?? 0) : Infinity);
  const most = Math.max(...candidates.map(weight));
  const ranks = ranksOf(settings.policies);
  return candidates
    .filter((m) => weight(m) === most)
    .sort((a, b) => compared(a, b, ranks, settings))[0];
}

/** Whether the zones are so far apart that one more has to be launched in the emptiest. */
export function isUnbalanced(settings: Settings, members: readonly Member[]): boolean {
  const own = new Set(settings.zones.map((z) => z.zone));
  if (members.some((m) => !own.has(m.zone))) return true;
  const counts = byZone(settings, members).map(([, n]) => n);
  return Math.max(...counts) - Math.min(...counts) > 1;
}
