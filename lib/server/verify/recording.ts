import 'server-only';
import type { FailureKind } from '@/lib/domain/result';
import type { ObservedAnswer, ObservedCall, Observer } from '../aws/observe';
import { reachedBy } from '../aws/reached';
import { readDenial, type PolicyKind } from '../aws/denial';
import { toAppError } from '../aws/errors';
import { ownPolicyWith } from '../aws/own-policies';
import { strangeIn, type Strange } from './strange';

/** What a page lacks to be whole. */
export interface Problem {
  readonly kind: FailureKind;
  /** The call that failed; undefined where the page did as a whole. */
  readonly call?: string | undefined;
  readonly message: string;
  readonly nextStep?: string | undefined;
  readonly command?: string | undefined;
  /** Of a denied call: the permission, what it was wanted for, who denies it, and our policy that has it. */
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly deniedBy?: PolicyKind | undefined;
  readonly policy?: string | undefined;
}

/** A call that AWS refused as wrong, and the name of its error; pages count on some of these. */
export interface RefusedCall {
  readonly call: string;
  readonly error: string;
}

/** These keep something from a page. What is not there, or never was, is an answer like any other. */
const MATTERS: ReadonlySet<FailureKind> = new Set([
  'denied',
  'credentials',
  'throttled',
  'unavailable',
]);

const VIEW = ownPolicyWith('codepipeline:ListPipelines');

/** Asked beside a page so that a change can be foreseen: whoever may only view is not told, and misses nothing. */
const isBeyondViewing = ({ policy }: Problem): boolean => policy !== undefined && policy !== VIEW;

/** A failure in the words of pages, with what of it a person or program may look for. */
export function problemOf(error: unknown, call?: string): Problem {
  const { kind, message, help, cause } = toAppError(error);
  const shown = { kind, call, message, nextStep: help.nextStep, command: help.command };
  if (kind !== 'denied') return shown;
  const first = cause ?? error;
  const denial = readDenial(first instanceof Error ? first.message : '');
  const action = denial.action ?? help.action ?? reachedBy(first)?.call ?? call;
  return {
    ...shown,
    action,
    resource: denial.resource,
    deniedBy: denial.kind,
    policy: action === undefined ? undefined : ownPolicyWith(action),
  };
}

const keyOf = (p: Problem): string => [p.kind, p.action ?? p.call, p.deniedBy].join(' ');

/** What was called for a page, and what came of it. */
export class Recording implements Observer {
  readonly calls = new Map<string, number>();
  /** Something that was asked for was not there (any more). */
  isGone = false;
  private readonly found = new Map<string, Problem>();
  private readonly refusals = new Map<string, RefusedCall>();
  private readonly forms = new Map<string, Strange>();

  constructor(readonly pipelines?: ReadonlySet<string>) {}

  sent({ service, operation }: ObservedCall): void {
    const call = `${service}:${operation}`;
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
  }

  answered(call: ObservedCall, answer: ObservedAnswer): void {
    for (const strange of strangeIn(call, answer))
      this.forms.set(Object.values(strange).join(' '), strange);
  }

  failed({ service, operation }: ObservedCall, error: unknown): void {
    const call = `${service}:${operation}`;
    const problem = problemOf(error, call);
    if (problem.kind === 'not_found') this.isGone = true;
    if (isBeyondViewing(problem)) return;
    if (MATTERS.has(problem.kind)) this.add(problem);
    else if (problem.kind === 'invalid') {
      const name = error instanceof Error ? error.name : '';
      this.refusals.set(`${call} ${name}`, { call, error: name });
    }
  }

  /** The first of its kind is kept: a permission is lacking for each pipeline in the same way. */
  add(problem: Problem): void {
    const key = keyOf(problem);
    if (!this.found.has(key)) this.found.set(key, problem);
  }

  get problems(): readonly Problem[] {
    return [...this.found.values()];
  }

  get refused(): readonly RefusedCall[] {
    return [...this.refusals.values()];
  }

  get strange(): readonly Strange[] {
    return [...this.forms.values()];
  }
}
