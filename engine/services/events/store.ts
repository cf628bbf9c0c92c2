import type * as EB from '@aws-sdk/client-eventbridge';
import { compilePattern, sourcesOf, type Pattern } from '../../core/events/pattern';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string | undefined;
  readonly input?: string | undefined;
  readonly inputPath?: string | undefined;
  readonly transformer?:
    { readonly paths: Readonly<Record<string, string>>; readonly template: string } | undefined;
  readonly deadLetterArn?: string | undefined;
}

export interface Rule {
  readonly name: string;
  /** Absent for a schedule. */
  readonly pattern?: string | undefined;
  readonly schedule?: string | undefined;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly targets: readonly Target[];
  readonly tags: readonly EB.Tag[];
  /** What had happened before is none of its business, however late it is delivered. */
  readonly createdAt?: number | undefined;
}

export const rules = kind<Rule>('events.rule');
/** A new mark with every change of a rule: what was compiled for another is stale. No count, for a store that is emptied counts anew. */
const generation = kind<string>('events.generation');
const changed = (ctx: Ctx): void => ctx.store.put(generation, 'rules', ctx.ids.uuid());

export const ruleArn = (ctx: Ctx, name: string): string => ctx.arn('events', `rule/${name}`);

export function ruleOrThrow(ctx: Ctx, name: string): Rule {
  const rule = ctx.store.get(rules, name);
  if (!rule)
    throw new AwsError(
      'ResourceNotFoundException',
      `Rule ${name} does not exist on EventBus default.`,
    );
  return rule;
}

export function saveRule(ctx: Ctx, rule: Rule): void {
  ctx.store.transaction(() => {
    ctx.store.put(rules, rule.name, rule);
    changed(ctx);
  });
}

export function removeRule(ctx: Ctx, name: string): void {
  ctx.store.transaction(() => {
    ctx.store.delete(rules, name);
    changed(ctx);
  });
}

export interface CompiledRule {
  readonly rule: Rule;
  readonly matches: Pattern;
}

/** Rules with patterns, found by an event's source; the others by `any`. */
export interface RuleIndex {
  readonly bySource: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly any: readonly CompiledRule[];
}

const compiled = new WeakMap<object, { generation: string | undefined; index: RuleIndex }>();

export function ruleIndex(ctx: Ctx): RuleIndex {
  const now = ctx.store.get(generation, 'rules');
  const known = compiled.get(ctx.store);
  if (known && known.generation === now) return known.index;
  const bySource = new Map<string, CompiledRule[]>();
  const any: CompiledRule[] = [];
  for (const rule of ctx.store.list(rules)) {
    if (rule.pattern === undefined || rule.state !== 'ENABLED' || !rule.targets.length) continue;
    const one: CompiledRule = { rule, matches: compilePattern(rule.pattern) };
    const sources = sourcesOf(rule.pattern);
    if (!sources) any.push(one);
    for (const s of sources ?? []) bySource.set(s, [...(bySource.get(s) ?? []), one]);
  }
  const index: RuleIndex = { bySource, any };
  compiled.set(ctx.store, { generation: now, index });
  return index;
}
