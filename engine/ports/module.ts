import type { BusEvent, Ctx, Operations } from './context';
import type { InternalCalls } from './internal-calls';
import type { Job } from './store';

/** The table by which a service serves what other services ask of it and AWS has no operation for. */
export type Internal<Service extends keyof InternalCalls> = {
  readonly [Name in keyof InternalCalls[Service]]: InternalCalls[Service][Name] extends (
    input: infer Input,
  ) => Promise<infer Output>
    ? (input: Input, ctx: Ctx) => Output | Promise<Output>
    : never;
};

/** What a service brings to the engine. */
export interface ServiceModule {
  readonly operations: Operations;
  /** No client reaches these. */
  readonly internal?: Operations;
  /** Jobs by type; at least once, so each must be safe to run again. */
  readonly jobs?: Readonly<Record<string, (job: Job, ctx: Ctx) => void | Promise<void>>>;
  /** Hears every event of the default bus. */
  readonly onEvent?: (event: BusEvent, ctx: Ctx) => void | Promise<void>;
  /** Picks up what a former process left behind; runs before the first request is answered. */
  readonly recover?: (ctx: Ctx) => void | Promise<void>;
  /** An orderly stop: ends what runs, as the contract says. */
  readonly stop?: (ctx: Ctx) => void | Promise<void>;
}
