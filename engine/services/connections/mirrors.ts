import { join } from 'node:path';
import { withoutLogin } from '../../core/without-login';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import {
  connectionKey,
  connectionOrThrow,
  connections,
  hostKey,
  hostOrThrow,
  hosts,
  type Connection,
} from './store';
import { withoutEnd } from '../../core/trim';

/** Where the providers that need no host live. */
const CLOUDS: Readonly<Record<string, string>> = {
  GitHub: 'https://github.com',
  Bitbucket: 'https://bitbucket.org',
  GitLab: 'https://gitlab.com',
};
const REPOSITORY = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** A repository behind a connection, kept as a bare mirror in the home. */
export interface Mirror {
  readonly id: string;
  readonly connectionArn: string;
  readonly repository: string;
  /** The refs whose changes have been told; undefined before the first look, which tells nothing. */
  readonly refs?: Readonly<Record<string, string>> | undefined;
  /** Some pipeline listens: it is looked at from time to time. */
  readonly watched: boolean;
  readonly problem?: string | undefined;
}

export const mirrors = kind<Mirror>('connections.mirror');

const keyOf = (c: Connection, repository: string): string => `${c.id}\u0001${repository}`;
export const mirrorKey = (ctx: Ctx, arn: string, repository: string): string =>
  keyOf(connectionOrThrow(ctx, arn), repository);
const dirOf = (ctx: Ctx, m: Mirror): string => join(ctx.paths.repositories, `mirror-${m.id}.git`);

/** The address git is given. A path that would leave the host's folder is refused. */
function addressOf(ctx: Ctx, c: Connection, repository: string): string {
  if (!REPOSITORY.test(repository) || repository.split('/').some((p) => p === '.' || p === '..'))
    throw new AwsError(
      'ValidationException',
      `The repository ${repository.slice(0, 200)} is not a name like owner/name`,
    );
  const base =
    c.hostArn === undefined ? CLOUDS[c.providerType] : hostOrThrow(ctx, c.hostArn).endpoint;
  if (base === undefined)
    throw new AwsError(
      'InvalidInputException',
      `Connections to ${c.providerType} are not served by Starboard's engine yet`,
    );
  return `${withoutEnd(base, '/')}/${repository}${base.startsWith('file:') || repository.endsWith('.git') ? '' : '.git'}`;
}

/** Whether a connection's host is a folder of this machine. */
export function isNear(ctx: Ctx, arn: string): boolean {
  const hostArn = ctx.store.get(connections, connectionKey(arn))?.hostArn;
  return (
    hostArn !== undefined &&
    (ctx.store.get(hosts, hostKey(hostArn))?.endpoint.startsWith('file:') ?? false)
  );
}

/** The mirror of a repository, made when it is first needed. */
async function open(
  ctx: Ctx,
  arn: string,
  repository: string,
): Promise<{ mirror: Mirror; dir: string; url: string }> {
  const c = connectionOrThrow(ctx, arn);
  const url = addressOf(ctx, c, repository);
  const key = keyOf(c, repository);
  const known = ctx.store.get(mirrors, key);
  if (known) return { mirror: known, dir: dirOf(ctx, known), url };
  const mirror: Mirror = { id: ctx.ids.uuid(), connectionArn: arn, repository, watched: false };
  await ctx.git.init(dirOf(ctx, mirror), 'main');
  // Two may have come here at once: the first one's mirror counts.
  const first = ctx.store.get(mirrors, key) ?? mirror;
  ctx.store.put(mirrors, key, first);
  return { mirror: first, dir: dirOf(ctx, first), url };
}

/** Fetches; git's own words say what is wrong, without the address's password. */
export async function refresh(
  ctx: Ctx,
  arn: string,
  repository: string,
): Promise<{ mirror: Mirror; dir: string }> {
  const { mirror, dir, url } = await open(ctx, arn, repository);
  try {
    await ctx.git.fetch(dir, url);
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'GitError') throw cause;
    throw new AwsError(
      'ResourceUnavailableException',
      `The repository ${repository} could not be read: ${withoutLogin(cause.message.split('\n').slice(0, 3).join(' '))}`,
      { cause },
    );
  }
  return { mirror, dir };
}

export async function mirrorDir(ctx: Ctx, arn: string, repository: string): Promise<string> {
  return (await open(ctx, arn, repository)).dir;
}
