import 'server-only';
import { DefaultRateLimiter, isThrottlingError } from '@smithy/core/retry';
import type {
  FinalizeHandler,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  MetadataBearer,
  Pluggable,
} from '@smithy/types';
import { shared } from '../shared';

/** How long an API counts as throttled after AWS said so. */
const THROTTLED_MS = 15_000;
const MINUTE = 60_000;
/** An API that goes on throttling is still asked so often: the SDK's own floor, one call in two seconds, would leave five hundred pipelines unread for minutes. */
const LEAST_A_SECOND = 3;

interface Meter {
  readonly seconds: Map<number, number>;
  readonly limiters: Map<string, DefaultRateLimiter>;
  readonly throttled: Map<string, number>;
}
const meter = shared('meter', (): Meter => ({
  seconds: new Map(),
  limiters: new Map(),
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

/**
 * Counts what is sent, and gives each API a token bucket of its own: open until AWS throttles that API, then as wide as
 * it takes (the SDK's own limiter of its adaptive mode, which has one for a whole client; quotas are by API).
 */
export function metered<Input extends object, Output extends MetadataBearer>(
  service: string,
): Pluggable<Input, Output> {
  const middleware: FinalizeRequestMiddleware<Input, Output> =
    (next: FinalizeHandler<Input, Output>, context) => async (args) => {
      const api = apiOf(service, context);
      let limiter = meter.limiters.get(api);
      if (!limiter)
        meter.limiters.set(
          api,
          (limiter = new DefaultRateLimiter({ minFillRate: LEAST_A_SECOND })),
        );
      await limiter.getSendToken();
      count();
      try {
        const answer = await next(args);
        limiter.updateClientSendingRate({});
        return answer;
      } catch (error) {
        limiter.updateClientSendingRate(error);
        if (
          error instanceof Error &&
          isThrottlingError(error as Parameters<typeof isThrottlingError>[0])
        )
          meter.throttled.set(api, Date.now());
        throw error;
      }
    };
  // Behind the retries: each try is a call, and waits for its token.
  return {
    applyToStack: (stack) =>
      stack.add(middleware, { step: 'finalizeRequest', name: 'starboardMeter', priority: 'low' }),
  };
}

/** As if AWS had throttled nothing: between tests that share a process. */
export function forgetThrottling(): void {
  meter.throttled.clear();
  meter.limiters.clear();
}
