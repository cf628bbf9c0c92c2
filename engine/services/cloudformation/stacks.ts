import type * as CFN from '@aws-sdk/client-cloudformation';
import { condition, resolve, type Scope } from '../../core/stack/intrinsics';
import { step, type StackEvent, type StackState } from '../../core/stack/machine';
import { urlSuffix } from '../../core/partition';
import type { Template } from '../../core/stack/template';
import type { Ctx } from '../../ports/context';
import { kind } from '../../ports/store';
import { AwsError } from '../../wire/errors';

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly template: Template;
  readonly body: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: readonly { Key: string; Value: string }[];
  readonly capabilities: readonly string[];
  readonly createdAt: number;
  readonly deletedAt?: number | undefined;
  readonly state: StackState;
  readonly retain: readonly string[];
  /** Generated names and whether a create was begun, by logical id. */
  readonly seeds: Readonly<Record<string, string>>;
  readonly attempted: Readonly<Record<string, boolean>>;
  readonly events: number;
  readonly updatedAt: Readonly<Record<string, number>>;
  readonly token?: string | undefined;
}

export const stacks = kind<Stack>('cloudformation.stack');
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
    parameters: s.parameters,
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
    ...e,
  });
}

/** One event through the machine: state, jobs and the stack's events in one transaction. */
export function feed(ctx: Ctx, stackId: string, event: StackEvent): void {
  ctx.store.transaction(() => {
    const before = ctx.store.get(stacks, stackId);
    if (!before) return;
    const next = step(before.state, event);
    let s: Stack = { ...before, state: next.state };
    for (const command of next.commands) {
      if (command.type === 'create' || command.type === 'delete')
        ctx.enqueue(`cloudformation.${command.type}`, `${s.id}/${command.id}`, {
          stackId: s.id,
          id: command.id,
        });
      else if (command.type === 'await-signal') {
        const timeout =
          s.template.Resources[command.id]?.CreationPolicy?.ResourceSignal?.Timeout ?? 'PT5M';
        ctx.enqueue(
          'cloudformation.signal-timeout',
          `${s.id}/${command.id}/signal`,
          { stackId: s.id, id: command.id, timeout },
          ctx.clock.now() + durationMs(timeout),
        );
      } else {
        const stack = command.type === 'stack-event';
        const r = stack ? undefined : next.state.resources[command.id];
        record(ctx, s, s.events, {
          logicalId: stack ? s.name : command.id,
          physicalId: stack ? s.id : (r?.physicalId ?? ''),
          type: stack ? 'AWS::CloudFormation::Stack' : (r?.type ?? ''),
          status: command.status,
          reason: command.reason,
        });
        s = {
          ...s,
          events: s.events + 1,
          updatedAt: { ...s.updatedAt, [stack ? '' : command.id]: ctx.clock.now() },
        };
        if (stack && command.status === 'DELETE_COMPLETE') {
          s = { ...s, deletedAt: ctx.clock.now() };
          if (ctx.store.get(names, s.name) === s.id) ctx.store.delete(names, s.name);
        }
      }
    }
    ctx.store.put(stacks, s.id, s);
  });
}

/** `PT15M` and the like in milliseconds. */
export function durationMs(text: string): number {
  const m = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text);
  return m
    ? (Number(m[1] ?? 0) * 3600 + Number(m[2] ?? 0) * 60 + Number(m[3] ?? 0)) * 1000
    : 300_000;
}

export function outputs(ctx: Ctx, s: Stack): CFN.Output[] {
  if (s.state.status !== 'CREATE_COMPLETE') return [];
  const scope = scopeOf(ctx, s);
  return Object.entries(s.template.Outputs ?? {})
    .filter(([, o]) => o.Condition === undefined || condition(o.Condition, scope))
    .map(([OutputKey, o]) => ({
      OutputKey,
      OutputValue: String(resolve(o.Value, scope)),
      Description: o.Description,
    }));
}
