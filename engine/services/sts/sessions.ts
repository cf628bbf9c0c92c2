import type { Ctx, Identity, Sandbox } from '../../ports/context';
import { ALNUM, UPPER_ALNUM } from '../../core/alphabets';
import { kind } from '../../shared/kind';

export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
  readonly identity: Identity;
}

export const sessions = kind<Session>('sts.session');

/** Expiring credentials of a role session; `sandbox`: the build or instance that will hold them. */
export function mintSession(
  ctx: Ctx,
  role: { arn: string; roleId: string; roleName: string },
  sessionName: string,
  seconds: number,
  sandbox: Sandbox | undefined,
): Session {
  const accessKeyId = `ASIA${ctx.ids.random(16, UPPER_ALNUM)}`;
  const session: Session = {
    accessKeyId,
    secretAccessKey: ctx.ids.random(40, ALNUM),
    sessionToken: ctx.ids.random(128, ALNUM),
    expiresAt: ctx.clock.now() + seconds * 1000,
    identity: {
      arn: `arn:${ctx.partition}:sts::${ctx.accountId}:assumed-role/${role.roleName}/${sessionName}`,
      userId: `${role.roleId}:${sessionName}`,
      accessKeyId,
      roleName: role.roleName,
      ...(sandbox ? { sandbox } : {}),
    },
  };
  ctx.store.transaction(() => {
    for (const old of ctx.store.list(sessions))
      if (old.expiresAt + 3_600_000 < ctx.clock.now()) ctx.store.delete(sessions, old.accessKeyId);
    ctx.store.put(sessions, accessKeyId, session);
  });
  return session;
}
