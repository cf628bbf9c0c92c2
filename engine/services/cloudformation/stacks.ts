import type * as CFN from '@aws-sdk/client-cloudformation';
import { resolve, type Scope } from '../../core/stack/intrinsics';
import { step, type StackCommand, type StackEvent, type StackStep } from '../../core/stack/machine';
import { urlSuffix } from '../../core/partition';
import { wantedOutputs } from '../../core/stack/references';
import { signalTimeoutMs } from '../../core/stack/signals';
import { TemplateError, type OutputDeclaration } from '../../core/stack/template';
import type { Ctx } from '../../ports/context';
import { kind, listedKind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { allShown } from '../../shared/shown-page';
import { shownOf, type ShownStack } from './shown-stack';
import type { Stack, StackOutput } from './stack';

export const stacks = listedKind('cloudformation.stack', { form: 1, show: shownOf });
/** The id of the stack that has a name now; a deleted one keeps only its id. */
export const names = kind<string>('cloudformation.name');
export interface StoredEvent {
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly at: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly token?: string | undefined;
}
export const events = kind<StoredEvent>('cloudformation.event');

export function findStack(ctx: Ctx, nameOrId: string): Stack | undefined {
  const id = nameOrId.startsWith('arn:') ? nameOrId : ctx.store.get(names, nameOrId);
  return id === undefined ? undefined : ctx.store.get(stacks, id);
}

export function stackOrThrow(ctx: Ctx, nameOrId: string | undefined): Stack {
  const found = findStack(ctx, nameOrId ?? '');
  if (!found)
    throw new AwsError('ValidationError', `Stack with id ${nameOrId ?? ''} does not exist`);
  return found;
}

export function scopeOf(ctx: Ctx, s: Stack): Scope {
  return {
    template: s.template,
    parameters: { ...s.parameters, ...s.resolved },
    pseudo: {
      'AWS::Region': ctx.region,
      'AWS::AccountId': ctx.accountId,
      'AWS::StackName': s.name,
      'AWS::StackId': s.id,
      'AWS::Partition': ctx.partition,
      'AWS::URLSuffix': urlSuffix(ctx.partition),
    },
    resources: Object.fromEntries(
      Object.values(s.state.resources)
        .filter((r) => r.physicalId !== undefined)
        .map((r) => [r.id, { '': r.physicalId ?? '', ...r.attributes }]),
    ),
  };
}

function record(
  ctx: Ctx,
  s: Stack,
  n: number,
  e: Pick<StoredEvent, 'logicalId' | 'physicalId' | 'type' | 'status' | 'reason'>,
): void {
  ctx.store.put(events, `${s.id}\u0001${String(n).padStart(8, '0')}`, {
    id: ctx.ids.uuid(),
    stackId: s.id,
    stackName: s.name,
    at: ctx.clock.now(),
    token: s.token,
    ...e,
  });
}

const outputText = (name: string, value: unknown): string => {
  if (typeof value === 'object' || value === undefined || typeof value === 'symbol')
    throw new TemplateError(
      `Template format error: The ${name} field of every Outputs member must evaluate to a String.`,
    );
  return String(value);
};

function outputOf(scope: Scope, key: string, o: OutputDeclaration): StackOutput {
  const value = outputText('Value', resolve(o.Value, scope));
  refuseDynamic(value);
  return {
    key,
    value,
    description: o.Description,
    exportName:
      o.Export === undefined ? undefined : outputText('Export', resolve(o.Export.Name, scope)),
  };
}

/** AWS carries these references out where a resource is made; as text they would be taken for the value. */
export function refuseDynamic(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('{{resolve:'))
      throw new TemplateError(
        "Dynamic references ({{resolve:...}}) are not served by Starboard's engine yet",
      );
  } else if (typeof value === 'object' && value !== null)
    Object.values(value).forEach(refuseDynamic);
}

function makeOutputs(ctx: Ctx, s: Stack): StackOutput[] {
  const scope = scopeOf(ctx, s);
  const made = wantedOutputs(scope).map(([key, o]) => outputOf(scope, key, o));
  const others = allShown(ctx.store, stacks).filter(
    (o) => o.id !== s.id && o.deletedAt === undefined,
  );
  for (const { exportName } of made) {
    if (exportName === undefined) continue;
    const owner = others.find((o) => o.outputs?.some((x) => x.exportName === exportName));
    if (owner)
      throw new TemplateError(
        `Export with name ${exportName} is already exported by stack ${owner.name}`,
      );
  }
  return made;
}

/** The machine's step, and the outputs' with it when they are next. */
function advance(
  ctx: Ctx,
  before: Stack,
  event: StackEvent,
): { next: StackStep; outputs: readonly StackOutput[] | undefined } {
  const first = step(before.state, event);
  if (!first.commands.some((c) => c.type === 'outputs'))
    return { next: first, outputs: before.outputs };
  const then = (outcome: StackEvent): StackStep => {
    const { state, commands } = step(first.state, outcome);
    return { state, commands: [...first.commands, ...commands] };
  };
  try {
    const outputs = makeOutputs(ctx, { ...before, state: first.state });
    return { next: then({ type: 'outputs-made' }), outputs };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const reason = error.message.endsWith('.') ? error.message : `${error.message}.`;
    return { next: then({ type: 'outputs-failed', reason }), outputs: undefined };
  }
}

function awaitSignal(ctx: Ctx, s: Stack, id: string): void {
  const timeout = s.template.Resources[id]?.CreationPolicy?.ResourceSignal?.Timeout ?? DEFAULT_WAIT;
  ctx.enqueue(
    'cloudformation.signal-timeout',
    `${s.id}/${id}/signal`,
    { stackId: s.id, id, timeout },
    ctx.clock.now() + (signalTimeoutMs(timeout) ?? DEFAULT_WAIT_MS),
  );
}
const DEFAULT_WAIT = 'PT5M';
const DEFAULT_WAIT_MS = 300_000;

function recordEvent(
  ctx: Ctx,
  s: Stack,
  command: Extract<StackCommand, { type: 'resource-event' | 'stack-event' }>,
): Stack {
  const stack = command.type === 'stack-event';
  const r = stack ? undefined : s.state.resources[command.id];
  record(ctx, s, s.events, {
    logicalId: stack ? s.name : command.id,
    physicalId: stack ? s.id : (r?.physicalId ?? ''),
    type: stack ? 'AWS::CloudFormation::Stack' : (r?.type ?? ''),
    status: command.status,
    reason: command.reason,
  });
  const ended = stack && command.status === 'DELETE_COMPLETE';
  if (ended && ctx.store.get(names, s.name) === s.id) ctx.store.delete(names, s.name);
  return {
    ...s,
    events: s.events + 1,
    updatedAt: { ...s.updatedAt, [stack ? '' : command.id]: ctx.clock.now() },
    ...(ended ? { deletedAt: ctx.clock.now() } : {}),
  };
}

/** One event through the machine: state, jobs and the stack's events in one transaction. */
export function dispatchEvent(ctx: Ctx, stackId: string, event: StackEvent): void {
  ctx.store.transaction(() => {
    const before = ctx.store.get(stacks, stackId);
    if (!before) return;
    const { next, outputs } = advance(ctx, before, event);
    let s: Stack = { ...before, state: next.state, outputs };
    for (const command of next.commands) {
      if (command.type === 'create' || command.type === 'delete')
        ctx.enqueue(`cloudformation.${command.type}`, `${s.id}/${command.id}`, {
          stackId: s.id,
          id: command.id,
        });
      else if (command.type === 'await-signal') awaitSignal(ctx, s, command.id);
      else if (command.type !== 'outputs') s = recordEvent(ctx, s, command);
    }
    ctx.store.put(stacks, s.id, s);
  });
}

/** Of a stack that an older engine made, an output whose value cannot be told is left out: one never spoils a list. */
function olderOutputs(ctx: Ctx, id: string): StackOutput[] {
  const s = ctx.store.get(stacks, id);
  if (!s) return [];
  const scope = scopeOf(ctx, s);
  return Object.entries(s.template.Outputs ?? {}).flatMap(([key, o]) => {
    try {
      return wantedOutputs({ ...scope, template: { ...s.template, Outputs: { [key]: o } } }).map(
        () => outputOf(scope, key, o),
      );
    } catch (error) {
      if (error instanceof TemplateError) return [];
      throw error;
    }
  });
}

export function outputs(ctx: Ctx, s: ShownStack): CFN.Output[] {
  if (s.status !== 'CREATE_COMPLETE') return [];
  return (s.outputs ?? olderOutputs(ctx, s.id)).map((o) => ({
    OutputKey: o.key,
    OutputValue: o.value,
    Description: o.description,
    ExportName: o.exportName,
  }));
}
