import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readKept, writeKept } from './kept-file';

const FILE = 'dashboard-name';
const RANDOM_BYTES = 12;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NAME = new RegExp(`^(?:${LABEL}\\.)+localhost$`);
const MAX_NAME = 253;

/** Whether a text is a host name below `.localhost`, as browsers write it. */
export function isLocalName(text: string): boolean {
  return text.length <= MAX_NAME && NAME.test(text);
}

function readNames(home: string): readonly string[] {
  const path = join(home, FILE);
  const text = readKept({
    path,
    valid: (kept) => kept.split('\n').every(isLocalName),
    wayBack: `Delete it: Starboard then makes a new name, and browsers sign in again.`,
  });
  return text?.split('\n') ?? [];
}

/**
 * The dashboard's host name: random, made once, kept with the home. It is as secret as the key,
 * because cookies know no ports: a browser sends the session to whatever it reaches by this name.
 */
export function dashboardName(home: string): string {
  const [kept] = readNames(home);
  if (kept !== undefined) return kept;
  // A rare first letter: whoever looks for the name in a stream seldom has to hold bytes back.
  const name = `q${randomBytes(RANDOM_BYTES).toString('hex')}.localhost`;
  writeKept(join(home, FILE), name);
  return name;
}

/** Keeps a name that a person chose beside the home's own: applications refuse both. */
export function addDashboardName(home: string, chosen: string): void {
  dashboardName(home);
  const names = readNames(home);
  if (!names.includes(chosen)) writeKept(join(home, FILE), [...names, chosen].join('\n'));
}

/** Every name by which a browser may have signed in to this home's dashboard. */
export function dashboardNames(home: string): readonly string[] {
  return readNames(home);
}

/** Whether a Host header names the dashboard, with or without a port. */
export function namesDashboard(host: string | undefined, names: readonly string[]): boolean {
  const name = (host ?? '').toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  return names.includes(name);
}
