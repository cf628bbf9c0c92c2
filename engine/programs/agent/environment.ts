import type { Sandbox } from '../../ports/sandbox';

/** What the agent of a local instance hands on to every script; its application listens on `port`. */
export const agentEnvironment = (
  sandbox: Pick<Sandbox, 'kind' | 'path' | 'innerPath'>,
  port: number,
): Record<string, string> => ({
  PATH: sandbox.path,
  HOME: sandbox.innerPath('/root'),
  LANG: 'C.UTF-8',
  PORT: String(port),
  HOST: '127.0.0.1',
  ...(sandbox.kind === 'process' ? { APP_ROOT: sandbox.innerPath('/').replace(/\/$/, '') } : {}),
});
