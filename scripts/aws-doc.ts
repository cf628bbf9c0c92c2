import { REASONS } from './permission-reasons';
import type { Level, Policy } from './policies';
import { FLEET_HANDLERS, FORMER, HANDLERS } from './policy-handlers';

const POLICIES: readonly (readonly [Level, string])[] = [
  ['view', 'reads'],
  ['live-queue', 'hears of changes by a queue that the account made'],
  ['live', 'hears of changes by a queue of its own'],
  ['operate', 'what `view.json` holds, and approves, releases, retries, stops, rolls back'],
  ['create', 'beside `operate.json`: creates and deletes projects, sets up notifications'],
  ['servers', 'beside `create.json`, for the targets `servers` and `servers-blue-green`'],
];
const STACK = 'StackInYourName';
const FLEETS = 'ServersInYourName';
const code = (actions: readonly string[]): string => actions.map((a) => `\`${a}\``).join(', ');
const row = (why: string, actions: readonly string[]): string => `| ${why} | ${code(actions)} |`;

/** What is wrong between the policies and the reasons: an action without one, a reason for nothing. */
export function unreasoned(policies: Readonly<Record<Level, Policy>>): string[] {
  const statements = Object.values(policies).flatMap((p) => p.Statement);
  return Object.entries(REASONS)
    .flatMap(([sid, reasons]) => {
      const given = reasons.flatMap(([, actions]) => actions.split(' '));
      const held = statements.find((s) => s.Sid === sid)?.Action ?? [];
      return [
        ...held.filter((a) => !given.includes(a)).map((a) => `${sid}: ${a} has no reason`),
        ...given.filter((a) => !held.includes(a)).map((a) => `${sid}: ${a} is not in the policy`),
      ];
    })
    .concat(
      statements
        .filter((s) => s.Sid !== STACK && s.Sid !== FLEETS && !(s.Sid in REASONS))
        .map((s) => `${s.Sid} has no reasons`),
    );
}

/** The statements of a policy that no policy before it has. */
const added = (policies: Readonly<Record<Level, Policy>>, level: Level): Policy['Statement'] => {
  const before: readonly Level[] = level === 'operate' ? ['view'] : ['view', 'operate'];
  const known = before
    .filter((l) => l !== level)
    .flatMap((l) => policies[l].Statement.map((s) => s.Sid));
  return policies[level].Statement.filter((s) => level === 'view' || !known.includes(s.Sid));
};

const makes = (types: readonly string[], handlers: typeof HANDLERS): string[] =>
  [...types]
    .sort()
    .map((type) => row(`CloudFormation makes and removes \`${type}\``, handlers[type] ?? []));

/** The resource types that CloudFormation makes in the person's name, with what each needs. */
const stackRows = (types: readonly string[]): string[] => [
  ...makes(
    types.filter((t) => !FLEET_HANDLERS[t]),
    HANDLERS,
  ),
  ...Object.entries(FORMER).map(([type, actions]) =>
    row(`Deleting projects of older versions, which have \`${type}\``, actions),
  ),
];

/** The tables of docs/aws.md: each permission with its reason, by policy. */
export function permissionTables(
  policies: Readonly<Record<Level, Policy>>,
  types: readonly string[],
): string {
  return POLICIES.flatMap(([level, what]) => [
    `### \`${level}.json\`: ${what}`,
    '',
    '| why | actions |',
    '|---|---|',
    ...added(policies, level).flatMap((s) => {
      if (s.Sid === STACK) return stackRows(types);
      if (s.Sid === FLEETS) return makes(Object.keys(FLEET_HANDLERS), FLEET_HANDLERS);
      return (REASONS[s.Sid] ?? []).map(([why, actions]) => row(why, actions.split(' ')));
    }),
    '',
  ]).join('\n');
}
