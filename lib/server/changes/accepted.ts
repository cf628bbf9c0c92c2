import 'server-only';
import type { ChangeDone, ChangePreview, ChangeRequest } from '@/lib/domain/changes/change';
import { acceptedBy } from '@/lib/domain/changes/change-kinds';
import { shared } from '../shared';
import type { ChangePlan } from './plan';

/** AWS shows a change within seconds; after this long it may be pressed again, with a warning. */
const HOLD_MS = 120_000;
/** What is still not shown after this long has been overtaken. */
const FORGET_MS = 600_000;

/** A change that AWS has accepted, and what its reads were before. */
interface Accepted {
  readonly at: number;
  /** What changes once a read shows it. */
  readonly mark: string;
  /** What it has started: an execution, a build, a deployment. */
  readonly startedId: string | undefined;
}

const accepted = shared('accepted-changes', () => new Map<string, Accepted>());

/** One text for one question, however the request's members are ordered. */
const keyOf = ({ kind, pipeline, stage, action, execution }: ChangeRequest): string =>
  JSON.stringify([kind, pipeline, stage, action, execution]);

const markOf = ({ shownBy }: ChangePlan, pin: string): string =>
  typeof shownBy === 'object' && 'changes' in shownBy ? JSON.stringify(shownBy.changes) : pin;

/** Whether AWS's reads are those of before the change: eventually they show it. */
async function isHidden(entry: Accepted, plan: ChangePlan, pin: string): Promise<boolean> {
  const { shownBy } = plan;
  if (shownBy === undefined) return false;
  if (shownBy === 'pin' || 'changes' in shownBy) return entry.mark === markOf(plan, pin);
  return entry.startedId !== undefined && !(await shownBy.isListed(entry.startedId));
}

/** AWS has accepted this; returns when, where a read can tell whether it shows it. */
export function rememberAccepted(
  { request, pin }: ChangePreview,
  plan: ChangePlan,
  done: ChangeDone,
  now = Date.now(),
): number | undefined {
  for (const [key, { at }] of accepted) if (now - at > FORGET_MS) accepted.delete(key);
  if (plan.shownBy === undefined) return undefined;
  const startedId = done.startedId ?? done.watch?.executionId;
  accepted.set(keyOf(request), { at: now, mark: markOf(plan, pin), startedId });
  return now;
}

/** What a preview says of an accepted change that AWS does not show; nothing once it does. */
export async function hiddenChange(
  request: ChangeRequest,
  plan: ChangePlan,
  pin: string,
  now = Date.now(),
): Promise<Pick<ChangePreview, 'acceptedAt' | 'blocked' | 'warning'>> {
  const entry = accepted.get(keyOf(request));
  if (!entry) return {};
  const age = now - entry.at;
  if (age > FORGET_MS || !(await isHidden(entry, plan, pin))) {
    accepted.delete(keyOf(request));
    return {};
  }
  const service = acceptedBy(request.kind);
  if (age <= HOLD_MS)
    return {
      acceptedAt: entry.at,
      blocked: `${service} has accepted this and does not show it yet.`,
    };
  return {
    acceptedAt: entry.at,
    warning: `${service} accepted this some minutes ago and still does not show it. Pressing again may do it twice.`,
  };
}
