import { SYSTEM_PATH } from '../adapters/sandbox/path';
import { probeSandbox } from '../adapters/sandbox/probe';
import { locate } from '../adapters/sandbox/programs';

/**
 * Why tests of the isolation cannot run on this machine; undefined where they can. In CI nothing is
 * passed over: there a missing sandbox fails them.
 */
export function missingIsolation(): string | undefined {
  const { kind, reason } = probeSandbox('');
  return kind === 'bubblewrap' || process.env['CI'] ? undefined : reason;
}

/** Whether instances have private addresses here; they take one program more. */
export const hasPrivateAddresses = (): boolean =>
  Boolean(process.env['CI'] || locate('ip', SYSTEM_PATH));
