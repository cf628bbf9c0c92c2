import { probeSandbox } from '../adapters/sandbox/probe';

/**
 * Why tests of the isolation cannot run on this machine; undefined where they can. In CI nothing is
 * passed over: there a missing sandbox fails them.
 */
export function missingIsolation(): string | undefined {
  const { kind, reason } = probeSandbox('');
  return kind === 'bubblewrap' || process.env['CI'] ? undefined : reason;
}
