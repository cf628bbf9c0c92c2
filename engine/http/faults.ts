import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../ports/clock';
import type { Store } from '../ports/store';
import { roles } from '../services/iam/roles';
import { AwsError } from '../wire/errors';

/**
 * A bad account, for tests. `inside` lets a fault hit what services ask of each other as well (a stack that makes a
 * repository), not only what clients ask.
 */
export const faultSchema = z.strictObject({
  service: z.string(),
  /** `*` = all of the service. */
  operation: z.string(),
  /**
   * `lose`: what was asked for is done, and the answer is a server's error.
   * `delay`: the call waits for `delayMs`, or until other faults are asked for.
   */
  kind: z.enum([
    'deny',
    'throttle',
    'delay',
    'fail',
    'lose',
    'pages',
    'stale',
    'empty',
    'young-roles',
  ]),
  delayMs: z.number().min(0).max(3_600_000).optional(),
  times: z.int().min(0).optional(),
  /** Hits each nth call alone: 3 = a third of them. */
  every: z.int().min(1).optional(),
  inside: z.boolean().optional(),
  /** `fail`: the error's code and text. */
  code: z.string().optional(),
  message: z.string().optional(),
});
export type Fault = z.infer<typeof faultSchema>;

type Output = Record<string, unknown>;
type Proceed = (input: object) => Promise<unknown>;

const TOKENS = ['nextToken', 'NextToken', 'Marker', 'nextPageToken'] as const;
const LIMITS = ['maxResults', 'MaxResults', 'limit', 'Limit', 'MaxItems', 'MaxRecords'] as const;
const MARK = 'starboard-page-';

const without = (input: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(input).filter(([k]) => !names.includes(k)));
const listKey = (output: Output): string | undefined =>
  Object.keys(output).find((k) => Array.isArray(output[k]));

/** So many ms, or less where the signal comes first. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

/** One item a page, an empty page with a token before each: both are allowed by every paged API of AWS. */
async function inPages(input: object, proceed: Proceed): Promise<unknown> {
  const tokenKey =
    TOKENS.find((t) => t in input && typeof (input as Output)[t] === 'string') ?? 'nextToken';
  const given = (input as Output)[tokenKey];
  const at =
    typeof given === 'string' && given.startsWith(MARK) ? Number(given.slice(MARK.length)) : 0;
  const output = { ...((await proceed(without(input, [...TOKENS, ...LIMITS]))) as Output) };
  const key = listKey(output);
  if (key === undefined) return output;
  const items = output[key] as unknown[];
  output[key] = at % 2 ? items.slice((at - 1) / 2, (at + 1) / 2) : [];
  const last = at >= items.length * 2 - 1;
  // Which spelling the operation has, its own schema decides: what it does not know is dropped on the wire.
  for (const t of TOKENS) output[t] = last ? undefined : `${MARK}${at + 1}`;
  return output;
}

/** Faults a test has asked for, by operation. */
export class Faults {
  private list: { fault: Fault; left: number; seen: number }[] = [];
  private answers = new Map<string, { at: number; output: unknown }>();
  private changed = new AbortController();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly who: string,
  ) {}

  set(faults: readonly Fault[]): void {
    this.list = faults.map((fault) => ({ fault, left: fault.times ?? Infinity, seen: 0 }));
    this.answers.clear();
    this.changed.abort();
    this.changed = new AbortController();
  }

  /** Lets a call through, changed as the test has asked. */
  async around(
    service: string,
    operation: string,
    input: object,
    inside: boolean,
    proceed: Proceed,
  ): Promise<unknown> {
    const entry = this.list.find(
      (e) =>
        e.left > 0 &&
        e.fault.service === service &&
        (e.fault.operation === operation || e.fault.operation === '*') &&
        (!inside || e.fault.inside) &&
        ++e.seen % (e.fault.every ?? 1) === 0,
    );
    if (!entry)
      return service === 'iam' && operation === 'SimulatePrincipalPolicy'
        ? this.simulated(await proceed(input))
        : proceed(input);
    const { fault } = entry;
    if (fault.kind === 'young-roles' && !this.hasYoungRole(input, fault.delayMs ?? 10_000))
      return proceed(input);
    entry.left--;
    switch (fault.kind) {
      case 'delay':
        await pause(fault.delayMs ?? 1000, this.changed.signal);
        return proceed(input);
      case 'deny':
        throw new AwsError(
          'AccessDeniedException',
          `User: ${this.who} is not authorized to perform: ${service}:${operation} because no identity-based policy allows the ${service}:${operation} action`,
          { status: 400 },
        );
      case 'throttle':
        throw new AwsError('ThrottlingException', 'Rate exceeded', { status: 400 });
      case 'lose':
        await proceed(input);
        throw new AwsError('InternalFailure', 'The answer was lost.', { status: 500 });
      case 'fail':
        throw new AwsError(
          fault.code ?? 'InternalFailure',
          fault.message ?? 'The request processing has failed because of an unknown error.',
          { status: fault.code ? 400 : 500 },
        );
      case 'young-roles':
        throw new AwsError(
          'InvalidInputException',
          `The service is not authorized to perform: sts:AssumeRole on a role of this request`,
          { status: 400 },
        );
      case 'pages':
        return inPages(input, proceed);
      case 'empty': {
        const output = { ...((await proceed(input)) as Output) };
        for (const [k, v] of Object.entries(output)) if (Array.isArray(v)) output[k] = [];
        return output;
      }
      case 'stale':
        return this.stale(
          `${service} ${operation} ${JSON.stringify(input)}`,
          fault.delayMs ?? 2000,
          () => proceed(input),
        );
    }
  }

  /** What is denied by a fault the policy simulator denies too. */
  private simulated(answer: unknown): unknown {
    const { EvaluationResults = [], ...rest } = answer as {
      EvaluationResults?: {
        EvalActionName: string;
        EvalDecision: string;
        ResourceSpecificResults?: object[];
      }[];
    };
    const denied = (action: string): boolean =>
      this.list.some(
        (e) =>
          e.left > 0 &&
          e.fault.kind === 'deny' &&
          (action === `${e.fault.service}:${e.fault.operation}` ||
            (e.fault.operation === '*' && action.startsWith(`${e.fault.service}:`))),
      );
    return {
      ...rest,
      EvaluationResults: EvaluationResults.map((r) =>
        denied(r.EvalActionName)
          ? {
              ...r,
              EvalDecision: 'implicitDeny',
              MatchedStatements: [],
              ResourceSpecificResults: r.ResourceSpecificResults?.map((s) => ({
                ...s,
                EvalResourceDecision: 'implicitDeny',
                MatchedStatements: [],
              })),
            }
          : r,
      ),
    };
  }

  /** Yesterday's answer for a while after it was given: what eventual consistency allows. */
  private async stale(
    key: string,
    forMs: number,
    proceed: () => Promise<unknown>,
  ): Promise<unknown> {
    const known = this.answers.get(key);
    if (known && Date.now() - known.at < forMs) return known.output;
    const output = await proceed();
    this.answers.set(key, { at: Date.now(), output });
    return output;
  }

  private hasYoungRole(input: object, youngMs: number): boolean {
    const text = JSON.stringify(input);
    return this.store
      .list(roles)
      .some((r) => text.includes(r.arn) && this.clock.now() - r.createdAt < youngMs);
  }
}
