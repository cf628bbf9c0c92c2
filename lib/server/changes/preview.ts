import 'server-only';
import { createHash } from 'node:crypto';
import type { ChangePreview, ChangeRequest } from '@/lib/domain/changes/change';
import type { ChangeKind } from '@/lib/domain/changes/change-kinds';
import { changeRequest } from '@/lib/domain/changes/change-schema';
import { problemOf } from '@/lib/domain/changes/command';
import { readOnlyReason, whoAmI } from '../aws/identity';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { AppError } from '../aws/errors';
import { isMissing } from '../permissions/missing';
import { hiddenChange } from './accepted';
import { approve, reject } from './approval';
import { rebuild, startBuild, stopBuild } from './builds';
import { remove } from './delete';
import { deployRevision } from './deploy-revision';
import { stopAndRollBack, stopDeployment } from './deployments';
import { retry, stop } from './executions';
import { fireDrill } from './fire-drill';
import { startInstance, stopInstance } from './instances';
import { reroute, terminateOriginal } from './fleets';
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
  'stop-deployment': stopDeployment,
  'stop-and-roll-back': stopAndRollBack,
  reroute,
  'terminate-original': terminateOriginal,
  'deploy-revision': deployRevision,
  'fire-drill': fireDrill,
  'start-instance': startInstance,
  'stop-instance': stopInstance,
};

export const planOf = (connection: Connection, request: ChangeRequest): Promise<ChangePlan> =>
  planners[request.kind](connection, request);

/** `foresee`: what IAM would refuse is said before the press; at the press AWS itself decides. */
export async function shownPlan(
  connection: Connection,
  request: ChangeRequest,
  plan: ChangePlan,
  foresee = true,
): Promise<ChangePreview> {
  const me = await whoAmI(connection);
  const pin = createHash('sha256')
    .update(JSON.stringify([request, plan.pinned]))
    .digest('hex')
    .slice(0, 32);
  const hidden = await hiddenChange(request, plan, pin);
  const blocked = readOnlyReason(connection, me.account) ?? hidden.blocked ?? plan.preview.blocked;
  const need = foresee && blocked === undefined ? needOf(request, plan.action) : undefined;
  const missing = need && (await isMissing(connection, need)) ? need.action : undefined;
  return {
    ...plan.preview,
    warning: hidden.warning ?? plan.preview.warning,
    acceptedAt: hidden.acceptedAt,
    blocked: missing === undefined ? blocked : `${me.person} lacks \`${missing}\`.`,
    missing,
    request,
    pin,
    seenAt: Date.now(),
  };
}

export const requestOf = ({
  kind,
  pipeline,
  stage,
  action,
  execution,
}: ChangeRequest): ChangeRequest => ({
  kind,
  pipeline,
  stage,
  action,
  execution,
});

/** What a change would do; nothing is changed. */
export async function previewChange(connection: Connection, raw: unknown): Promise<ChangePreview> {
  const parsed = changeRequest.safeParse(raw);
  if (!parsed.success) throw new AppError('invalid', problemOf(parsed.error));
  const request = requestOf(parsed.data);
  // What is decided on is what is there now.
  cache.invalidate(['pipeline', request.pipeline]);
  return shownPlan(connection, request, await planOf(connection, request));
}
