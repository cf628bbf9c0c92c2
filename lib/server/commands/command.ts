import 'server-only';
import type { z } from 'zod';
import { problemOf } from '@/lib/domain/changes/command';
import { failed, type Failed, type Result } from '@/lib/domain/result';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { inTurn } from '../aws/urgency';
import { cache } from '../cache/cache';
import { refreshAll } from '../cache/followed';
import { toAppError } from '../aws/errors';
import { fingerprintOf, once } from './outcomes';

export function failureOf(error: unknown): Failed {
  const { kind, message, help } = toAppError(error);
  return failed(kind, message, help);
}

type Perform<C, T, P> = (connection: Connection, command: C) => Promise<Result<T, P>>;

/** The pipeline that a command names, if it names one. */
const pipelineIn = (command: object): string | undefined =>
  'pipeline' in command && typeof command.pipeline === 'string' ? command.pipeline : undefined;

async function attempt<C extends object, T, P>(
  connection: Connection,
  command: C,
  perform: Perform<C, T, P>,
): Promise<Result<T, P>> {
  try {
    return await inTurn({ urgency: 'person' }, async () => {
      await assertMayWrite(connection);
      return perform(connection, command);
    });
  } catch (error) {
    return failureOf(error);
  } finally {
    const pipeline = pipelineIn(command);
    if (pipeline) cache.invalidate(['pipeline', pipeline]);
    refreshAll();
  }
}

/**
 * Every change that a page can ask for is one of these: parsed, allowed in this account, carried
 * out once for its key. Never rejects.
 */
export function defineCommand<C extends { readonly idempotencyKey: string }, T, P = never>(
  name: string,
  schema: z.ZodType<C>,
  perform: Perform<C, T, P>,
): (connection: Connection, raw: unknown) => Promise<Result<T, P>> {
  return async (connection, raw) => {
    const parsed = schema.safeParse(raw);
    if (!parsed.success) return failed('invalid', problemOf(parsed.error));
    const command = parsed.data;
    return once(command.idempotencyKey, fingerprintOf([name, command]), () =>
      attempt(connection, command, perform),
    );
  };
}
