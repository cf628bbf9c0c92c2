import 'server-only';
import { isThrottlingError } from '@smithy/core/retry';
import type {
  FinalizeHandler,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  MetadataBearer,
  Pluggable,
} from '@smithy/types';
import { awsRate } from '../env';
import { shared } from '../shared';
import { Budget, type RatesOf } from './budget';
import { turnNow } from './urgency';

/** How long an API counts as throttled after AWS said so. */
const THROTTLED_MS = 15_000;
const MINUTE = 60_000;

interface Meter {
  readonly seconds: Map<number, number>;
  readonly budgets: Map<string, Budget>;
  readonly throttled: Map<string, number>;
}
const meter = shared('meter', (): Meter => ({
  seconds: new Map(),
  budgets: new Map(),
  throttled: new Map(),
}));

function count(): void {
  const second = Math.floor(Date.now() / 1000);
  meter.seconds.set(second, (meter.seconds.get(second) ?? 0) + 1);
  if (meter.seconds.size > 90)
    for (const s of meter.seconds.keys()) if (s < second - 60) meter.seconds.delete(s);
}

/** Calls sent in the last minute, each try counted. */
export function callsPerMinute(now = Date.now()): number {
  let calls = 0;
  for (const [second, n] of meter.seconds) if (second * 1000 > now - MINUTE) calls += n;
  return calls;
}

/** The APIs that AWS has throttled within the last seconds, as IAM names their actions. */
export function throttledApis(now = Date.now()): string[] {
  for (const [api, at] of meter.throttled) if (now - at > THROTTLED_MS) meter.throttled.delete(api);
  return [...meter.throttled.keys()].sort();
}

const apiOf = (service: string, context: HandlerExecutionContext): string =>
  `${service}:${(context.commandName ?? 'Unknown').replace(/Command$/, '')}`;

function budgetOf(ratesOf: RatesOf, service: string, api: string): Budget {
  let budget = meter.budgets.get(api);
  if (!budget) meter.budgets.set(api, (budget = new Budget(ratesOf(service, api, awsRate()))));
  return budget;
}

/**
 * Counts what is sent, and holds each API to its budget, which all viewers share: quotas of AWS are by API, account and
 * Region.
 */
export function metered<Input extends object, Output extends MetadataBearer>(
  service: string,
  ratesOf: RatesOf,
): Pluggable<Input, Output> {
  const middleware: FinalizeRequestMiddleware<Input, Output> =
    (next: FinalizeHandler<Input, Output>, context) => async (args) => {
      const api = apiOf(service, context);
      const budget = budgetOf(ratesOf, service, api);
      const turn = turnNow();
      const sentAt = await budget.take(turn);
      turn.sentAt ??= sentAt;
      count();
      try {
        const answer = await next(args);
        budget.taken();
        return answer;
      } catch (error) {
        if (
          error instanceof Error &&
          isThrottlingError(error as Parameters<typeof isThrottlingError>[0])
        ) {
          budget.throttled(sentAt);
          meter.throttled.set(api, Date.now());
        }
        throw error;
      }
    };
  // Behind the retries: each try is a call, and waits for its turn. Before it is signed: a signature is good for minutes.
  return {
    applyToStack: (stack) =>
      stack.addRelativeTo(middleware, {
        name: 'starboardMeter',
        relation: 'before',
        toMiddleware: 'httpSigningMiddleware',
      }),
  };
}

/** As if nothing had been asked, and nothing throttled: between tests that share a process. */
export function forgetThrottling(): void {
  meter.throttled.clear();
  meter.budgets.clear();
}
