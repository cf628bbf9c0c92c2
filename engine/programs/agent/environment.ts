import type { Sandbox } from '../../ports/sandbox';

/** Where an application listens that asks: on all addresses only where they are its instance's own. */
interface Listening {
  readonly port: number;
  readonly kind: 'own' | 'shared';
}

/** What the agent of a local instance hands on to every script. */
export const agentEnvironment = (
  sandbox: Pick<Sandbox, 'kind' | 'path' | 'innerPath'>,
  { port, kind }: Listening,
): Record<string, string> => ({
  PATH: sandbox.path,
  HOME: sandbox.innerPath('/root'),
  LANG: 'C.UTF-8',
  PORT: String(port),
  HOST: kind === 'own' ? '0.0.0.0' : '127.0.0.1',
  ...(sandbox.kind === 'process' ? { APP_ROOT: sandbox.innerPath('/').replace(/\/$/, '') } : {}),
});
