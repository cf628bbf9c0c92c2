import { isDeepStrictEqual } from 'node:util';
import type * as CB from '@aws-sdk/client-codebuild';
import type { Ctx } from '../../ports/context';
import type { BuildOrigin } from '../../ports/internal-calls';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

/** What a token was first sent with, and what that made. */
interface Made {
  readonly id: string;
  readonly at: number;
  readonly input: string;
}

const tokens = kind<Made>('codebuild.token');

/** [model] A token is valid for five minutes (CodeBuild API reference, StartBuild). */
const VALID_MS = 5 * 60_000;

/** A request that may be sent again: its operation, its token, and all else that it says. */
export interface Request {
  readonly operation: string;
  readonly token: string | undefined;
  readonly input: object;
  /** Whether the engine itself asks, whose jobs may come again at any time. */
  readonly isInternal?: boolean | undefined;
}

/** All that a start says, with its origin under the names by which homes know it. */
export const startAsKept = (
  request: CB.StartBuildInput | CB.StartBuildBatchInput,
  origin: BuildOrigin | undefined,
): object => ({
  ...request,
  idempotencyToken: undefined,
  starboardPipeline: origin?.pipeline,
  starboardInitiator: origin?.initiator,
  starboardBatch: origin?.batch,
});

const keyOf = (r: Request): string => `${r.operation} ${r.token ?? ''}`;

/** What the same request has made already; refused where its token came with something else. */
export function madeBefore(ctx: Ctx, request: Request): string | undefined {
  const known = request.token === undefined ? undefined : ctx.store.get(tokens, keyOf(request));
  if (!known || (!request.isInternal && ctx.clock.now() - known.at >= VALID_MS)) return undefined;
  if (!isDeepStrictEqual(JSON.parse(known.input), JSON.parse(JSON.stringify(request.input))))
    throw new AwsError(
      'InvalidInputException',
      'The idempotency token was used with different parameters.',
    );
  return known.id;
}

/** Keeps what a request has made, for when it comes again. */
export function remember(ctx: Ctx, request: Request, id: string): void {
  if (request.token === undefined) return;
  const made: Made = { id, at: ctx.clock.now(), input: JSON.stringify(request.input) };
  ctx.store.put(tokens, keyOf(request), made);
}
