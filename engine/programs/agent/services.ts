import { once } from 'node:events';
import { BOOT_SERVICES, MACHINE_ENVIRONMENT } from '../../adapters/sandbox/services';
import type { Sandbox } from '../../ports/sandbox';

const SECRET_MODE = 0o600;
const NAME = /^[A-Za-z_]\w*$/;
/** A service has the home of its own user. */
const OF_THE_AGENT = ['HOME'];

/**
 * Boots the services of a machine: what all of them have in their environment, then those that are
 * enabled. Plain processes have no services of their own.
 */
export async function bootServices(
  sandbox: Sandbox,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  if (sandbox.kind !== 'bubblewrap') return;
  const lines = Object.entries(env)
    .filter(
      ([name, value]) => NAME.test(name) && !OF_THE_AGENT.includes(name) && !value.includes('\n'),
    )
    .map(([name, value]) => `${name}=${value}\n`);
  sandbox.files.makeFolders('/run/starboard');
  sandbox.files.write(MACHINE_ENVIRONMENT, lines.join(''), SECRET_MODE);
  const booting = sandbox.spawn(BOOT_SERVICES, { cwd: '/', env: { ...env }, stdio: 'ignore' });
  await once(booting, 'exit');
}
