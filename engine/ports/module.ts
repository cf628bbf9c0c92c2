import type { BusEvent, Ctx, Operations } from './context';
import type { Job } from './store';

/** What a service brings to the engine. */
export interface ServiceModule {
  readonly operations: Operations;
  /** Jobs by type; at least once, so each must be safe to run again. */
  readonly jobs?: Readonly<Record<string, (job: Job, ctx: Ctx) => void | Promise<void>>>;
  /** Hears every event of the default bus. */
  readonly onEvent?: (event: BusEvent, ctx: Ctx) => void | Promise<void>;
  /** Picks up what a former process left behind; runs before the first request is answered. */
  readonly recover?: (ctx: Ctx) => void | Promise<void>;
  /** An orderly stop: ends what runs, as the contract says. */
  readonly stop?: (ctx: Ctx) => void | Promise<void>;
}
