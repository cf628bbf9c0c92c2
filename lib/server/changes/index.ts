import 'server-only';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  CHANGE_KINDS,
  MAX_REASON,
  reasonProblem,
  type ChangeDone,
  type ChangeKind,
  type ChangeOrder,
  type ChangePreview,
  type ChangeRequest,
} from '@/lib/domain/change';
import { assertMayWrite, readOnlyReason, whoAmI } from '../aws/identity';
import type { Connection } from '../aws/connection';
import { AppError } from '../data/errors';
import { pipelineChanged } from '../data/facts';
import { stir } from '../live/followed';
import { shared } from '../shared';
import { forgetAll } from '../staleness';
import { approve, reject } from './approval';
import { rebuild, startBuild, stopBuild } from './builds';
import { remove } from './delete';
import { retry, stop } from './executions';
import { isMissing } from '../permissions/missing';
import { needOf } from './needs';
import type { ChangePlan, Planner } from './plan';
import { lift } from './quarantine';
import { redeploy } from './redeploy';
import { release } from './release';
import { rollback } from './rollback';
import { close, open, override } from './transitions';

const planners: Readonly<Record<ChangeKind, Planner>> = {
  approve,
  reject,
  release,
  rollback,
  redeploy,
  retry,
  stop,
  close,
  open,
  override,
  lift,
  'start-build': startBuild,
  rebuild,
  'stop-build': stopBuild,
  delete: remove,
};

const request = z.object({
  kind: z.enum(CHANGE_KINDS),
  pipeline: z.string().min(1).max(150),
  stage: z.string().max(100).optional(),
  execution: z.string().max(200).optional(),
});
const order = request.extend({
  pin: z.string().max(64),
  key: z.string().regex(/^[0-9a-f-]{36}$/),
  reason: z.string().max(MAX_REASON).optional(),
  typed: z.string().max(100).optional(),
  choice: z.boolean().optional(),
  variables: z.record(z.string().max(128), z.string().max(1000)).optional(),
});

/** Reads a request or an order out of anything; says what is wrong with it. */
function parse<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (!parsed.success)
    throw new AppError(
      'invalid',
      `The request is not understood: ${parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}`,
    );
  return parsed.data;
}

/** `foresee`: what IAM would refuse is said before the press; at the press AWS itself decides. */
async function shownPlan(
  connection: Connection,
  asked: ChangeRequest,
  plan: ChangePlan,
  foresee = true,
): Promise<ChangePreview> {
  const me = await whoAmI(connection);
  const pin = createHash('sha256')
    .update(JSON.stringify([asked, plan.pinned]))
    .digest('hex')
    .slice(0, 32);
  const blocked = readOnlyReason(connection, me.account) ?? plan.preview.blocked;
  const need = foresee && blocked === undefined ? needOf(asked, plan.action) : undefined;
  const missing = need && (await isMissing(connection, need)) ? need.action : undefined;
  return {
    ...plan.preview,
    blocked: missing === undefined ? blocked : `${me.person} lacks \`${missing}\`.`,
    missing,
    request: asked,
    pin,
    seenAt: Date.now(),
  };
}

export async function previewChange(connection: Connection, raw: unknown): Promise<ChangePreview> {
  const { kind, pipeline, stage, execution } = parse<ChangeRequest>(request, raw);
  const asked: ChangeRequest = { kind, pipeline, stage, execution };
  // What is decided on is what is there now.
  pipelineChanged(pipeline);
  return shownPlan(connection, asked, await planners[kind](connection, asked));
}

/** The server's refusal because the world moved, with what it is like now. */
export class Moved extends Error {
  override name = 'Moved';
  constructor(
    message: string,
    readonly preview: ChangePreview,
  ) {
    super(message);
  }
}

async function perform(connection: Connection, o: ChangeOrder): Promise<ChangeDone> {
  await assertMayWrite(connection);
  // What was read before the press is not what is acted on.
  forgetAll();
  const asked: ChangeRequest = {
    kind: o.kind,
    pipeline: o.pipeline,
    stage: o.stage,
    execution: o.execution,
  };
  const plan = await planners[o.kind](connection, asked);
  const preview = await shownPlan(connection, asked, plan, false);
  if (preview.blocked !== undefined)
    throw new Moved(`Nothing was done. ${preview.blocked}`, preview);
  if (preview.pin !== o.pin)
    throw new Moved(
      `Nothing was done. ${o.pipeline} changed while you were reading; what you see now is new.`,
      preview,
    );
  const problem = reasonProblem(preview.reason, o.reason ?? '', o.kind);
  if (problem !== undefined) throw new AppError('invalid', problem);
  if (preview.typed !== undefined && o.typed !== preview.typed)
    throw new AppError('invalid', `Type ${preview.typed} ${preview.typedWhy ?? 'to delete it'}.`);
  try {
    return await plan.act(o);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'conflict') throw error;
    forgetAll();
    throw new Moved(
      `Nothing was done. ${error.message}`,
      await shownPlan(connection, asked, await planners[o.kind](connection, asked)),
    );
  } finally {
    stir();
  }
}

const KEPT_MS = 600_000;
const orders = shared('orders', () => new Map<string, { at: number; done: Promise<ChangeDone> }>());

/**
 * Makes a change: parse, authorise, load anew, compare with what the person saw, act. The same key is the same press:
 * a double click, or a repeat after a time-out, gets the first one's answer and does nothing more.
 */
export async function makeChange(connection: Connection, raw: unknown): Promise<ChangeDone> {
  const o = parse<ChangeOrder>(order, raw);
  for (const [key, entry] of orders) if (Date.now() - entry.at > KEPT_MS) orders.delete(key);
  const known = orders.get(o.key);
  if (known) return known.done;
  const done = perform(connection, o);
  orders.set(o.key, { at: Date.now(), done });
  return done;
}
