import { resolve } from '../../core/stack/intrinsics';
import { TemplateError } from '../../core/stack/template';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import {
  checkedProperties,
  NotYetError,
  PropertyError,
  SchemaError,
  type Making,
} from './provider';
import { providerOf } from './resources/index';
import { dispatchEvent, refuseDynamic, scopeOf, stacks } from './stacks';
import type { Stack } from './stack';

function making(ctx: Ctx, s: Stack, id: string, props: Readonly<Record<string, unknown>>): Making {
  return {
    ctx,
    props,
    logicalId: id,
    type: s.state.resources[id]?.type ?? '',
    stackId: s.id,
    stackName: s.name,
    generatedName: `${s.name}-${id}-${s.seeds[id] ?? ''}`,
    repeated: s.attempted[id] ?? false,
    tags: [
      ...s.tags,
      { Key: 'aws:cloudformation:stack-name', Value: s.name },
      { Key: 'aws:cloudformation:stack-id', Value: s.id },
      { Key: 'aws:cloudformation:logical-id', Value: id },
    ],
  };
}

function reason(type: string, error: unknown): string | undefined {
  if (error instanceof AwsError)
    return `Resource handler returned message: "${error.message}" (HandlerErrorCode: ${/Exist|InUse|Duplicate|Owned/.test(error.code) ? 'AlreadyExists' : 'GeneralServiceException'}, ${error.code})`;
  if (error instanceof SchemaError) return error.message;
  if (error instanceof PropertyError || error instanceof TemplateError)
    return `${type}: ${error.message}`;
  return undefined;
}

/** A role just made is not usable at once; CloudFormation's handlers wait for it (IAM user guide, "Changes that I make are not always immediately visible"). */
const YOUNG_ROLE =
  /not authorized to perform: sts:AssumeRole|cannot be assumed|Invalid IAM Instance Profile/;
const PATIENCE_MS = 60_000;
const RETRY_MS = 1000;
/** How often it is looked whether what takes long is done. */
const LOOK_MS = 200;

/** Asks for the work of a resource again where it only needs time; a reason once that is over. */
function again(
  ctx: Ctx,
  job: Job,
  since: number,
  error: unknown,
): { readonly later: boolean; readonly over?: string } {
  if (!(error instanceof NotYetError)) return { later: false };
  if (ctx.clock.now() - since >= error.seconds * 1000)
    return { later: false, over: `${error.what} within ${error.seconds} s` };
  ctx.enqueue(job.type, job.key, { ...(job.payload as object), since }, ctx.clock.now() + LOOK_MS);
  return { later: true };
}

/** Job: makes one resource. */
export async function createResource(job: Job, ctx: Ctx): Promise<void> {
  const {
    stackId,
    id,
    since = ctx.clock.now(),
  } = job.payload as { stackId: string; id: string; since?: number };
  const s = ctx.store.get(stacks, stackId);
  const r = s?.state.resources[id];
  if (!s || !r || r.status !== 'CREATE_IN_PROGRESS' || r.physicalId !== undefined) return;
  const provider = providerOf(r.type);
  try {
    if (!provider) throw new PropertyError('the resource type is not served');
    const props = resolve(s.template.Resources[id]?.Properties ?? {}, scopeOf(ctx, s));
    refuseDynamic(props);
    const m = making(ctx, s, id, checkedProperties(provider, r.type, id, props));
    ctx.store.transaction(() => {
      const fresh = ctx.store.get(stacks, stackId);
      if (fresh)
        ctx.store.put(stacks, stackId, { ...fresh, attempted: { ...fresh.attempted, [id]: true } });
    });
    const made = await provider.create(m);
    dispatchEvent(ctx, stackId, { type: 'created', id, ...made });
  } catch (error) {
    const { later, over } = again(ctx, job, since, error);
    if (later) return;
    const why = over ?? reason(r.type, error);
    if (why !== undefined && YOUNG_ROLE.test(why) && ctx.clock.now() - since < PATIENCE_MS) {
      ctx.enqueue(
        'cloudformation.create',
        job.key,
        { stackId, id, since },
        ctx.clock.now() + RETRY_MS,
      );
      return;
    }
    // What is no answer of a service is a mistake of ours: it is tried again, then given up with its text.
    if (why === undefined && job.attempts < 3) throw error;
    dispatchEvent(ctx, stackId, {
      type: 'create-failed',
      id,
      reason: why ?? `Internal error: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

/** What is made is taken away, also where an older engine took a template that is refused now. */
function leftProperties(ctx: Ctx, s: Stack, id: string): Readonly<Record<string, unknown>> {
  const scope = scopeOf(ctx, s);
  return Object.fromEntries(
    Object.entries(s.template.Resources[id]?.Properties ?? {}).flatMap(([name, value]) => {
      try {
        return [[name, resolve(value, scope)]];
      } catch (error) {
        if (error instanceof TemplateError) return [];
        throw error;
      }
    }),
  );
}

/** Job: takes one resource away. */
export async function deleteResource(job: Job, ctx: Ctx): Promise<void> {
  const {
    stackId,
    id,
    since = ctx.clock.now(),
  } = job.payload as { stackId: string; id: string; since?: number };
  const s = ctx.store.get(stacks, stackId);
  const r = s?.state.resources[id];
  if (!s || !r || r.status !== 'DELETE_IN_PROGRESS' || r.physicalId === undefined) return;
  try {
    const props = leftProperties(ctx, s, id);
    await providerOf(r.type)?.remove(r.physicalId, making(ctx, s, id, props));
    dispatchEvent(ctx, stackId, { type: 'deleted', id });
  } catch (error) {
    const { later, over } = again(ctx, job, since, error);
    if (later) return;
    const why = over ?? reason(r.type, error);
    if (why === undefined && job.attempts < 3) throw error;
    dispatchEvent(ctx, stackId, {
      type: 'delete-failed',
      id,
      reason: why ?? `Internal error: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

/** Job: a resource that has waited too long for its signal. */
export function signalTimeout(job: Job, ctx: Ctx): void {
  const { stackId, id, timeout } = job.payload as { stackId: string; id: string; timeout: string };
  const left = ctx.store.get(stacks, stackId)?.state.resources[id]?.signals ?? 1;
  dispatchEvent(ctx, stackId, {
    type: 'signal',
    id,
    success: false,
    reason: `Failed to receive ${left} resource signal(s) within the specified duration (${timeout})`,
  });
}

/** Job: the end of the time that a stack was given to be made. */
export function stackTimeout(job: Job, ctx: Ctx): void {
  dispatchEvent(ctx, (job.payload as { stackId: string }).stackId, { type: 'timeout' });
}
