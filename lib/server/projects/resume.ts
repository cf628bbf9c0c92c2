import 'server-only';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';
import { inTurn } from '../aws/urgency';
import { dashboardConnection, writableAccounts } from '../env';
import { isWatched } from '../cache/followed';
import { shared } from '../shared';
import { resumeCreation, resumeDeletion } from './background';
import { projectOfDeletion, readDeletion } from './deletion-record';
import { stackNamed } from './names-taken';
import { projectOfSeed, seedObjects, type SeedObject } from './seed-bucket';
import { deleteSeedObject } from './seed-writes';
import { isSettled } from './stack-progress';

/** A look that failed is repeated after this long, in ms, and only while somebody looks: credentials may ask a person. */
const AGAIN_MS = 30_000;
/** A first commit without a stack may be one whose stack is about to be made. */
const WITHOUT_STACK_MS = 15 * 60_000;

/** Removes a first commit's archive whose stack is settled or gone; follows the stack where it is on its way. */
async function resumeSeed(connection: Connection, { key, ageMs }: SeedObject): Promise<void> {
  const project = projectOfSeed(key) ?? '';
  const stack = await stackNamed(connection, project);
  const isItsStack = stack?.Parameters?.some(
    (p) => p.ParameterKey === 'SeedKey' && p.ParameterValue === key,
  );
  if (stack?.StackId && isItsStack && !isSettled(stack.StackStatus))
    return resumeCreation(connection, stack.StackId, key);
  if (isItsStack || ageMs > WITHOUT_STACK_MS) await deleteSeedObject(connection, key);
}

async function resumeRecord(connection: Connection, project: string): Promise<void> {
  const record = await readDeletion(connection, project);
  if (record?.isOurs) resumeDeletion(connection, record);
}

async function resumeOne(connection: Connection, found: SeedObject): Promise<void> {
  const deletion = projectOfDeletion(found.key);
  if (deletion !== undefined) return resumeRecord(connection, deletion);
  if (projectOfSeed(found.key) !== undefined) return resumeSeed(connection, found);
}

/**
 * Finds what a process that has ended left unfinished, and goes on with it: deletions that are recorded, and first
 * commits of creations. What is younger than `youngMs` is left to the process that has begun it. In an account that may
 * only be read, nothing is looked for. Rejects when the account cannot be asked.
 */
export async function resumeUnfinished(connection: Connection, youngMs = 0): Promise<void> {
  if (!connection.isPrivate && !writableAccounts().length) return;
  const me = await whoAmI(connection);
  if (readOnlyReason(connection, me.account) !== undefined) return;
  const left = (await seedObjects(connection)).filter((o) => o.ageMs >= youngMs);
  // One that cannot be gone on with holds up no other.
  const done = await Promise.allSettled(left.map((found) => resumeOne(connection, found)));
  const failed = done.find((d) => d.status === 'rejected');
  if (failed) throw failed.reason;
}

interface Look {
  timer: ReturnType<typeof setTimeout> | undefined;
  hasFailed: boolean;
}
const look = shared('resume', (): Look => ({ timer: undefined, hasFailed: false }));

async function lookOnce(youngMs: number): Promise<void> {
  // Where credentials were missing, nobody is asked for them unless somebody is there.
  if (look.hasFailed && !isWatched()) return;
  try {
    await inTurn({ urgency: 'rest' }, () => resumeUnfinished(dashboardConnection(), youngMs));
    look.hasFailed = false;
  } catch {
    // The pages say what is wrong with the account; this goes on once it can be asked.
    look.hasFailed = true;
  }
}

function lookIn(ms: number, youngMs: number): void {
  look.timer = setTimeout(() => {
    void lookOnce(youngMs).then(() => {
      const every = dashboardConnection().pacing.resumeMs;
      // Until a look has succeeded it is still the first: what the process before this one left may be young.
      if (look.hasFailed) lookIn(AGAIN_MS, youngMs);
      else lookIn(every, every);
    });
  }, ms);
  look.timer.unref();
}

/** Looks for unfinished work now and from time to time, once for the process. */
export function keepResuming(): void {
  if (!look.timer) lookIn(0, 0);
}
