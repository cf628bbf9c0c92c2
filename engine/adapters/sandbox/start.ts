import type { Sandbox, SandboxOptions } from '../../ports/sandbox';
import { BubblewrapSandbox } from './bubblewrap';
import { probeSandbox } from './probe';
import { ProcessSandbox } from './process-group';

/** A sandbox of the kind this machine can give. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  return probeSandbox().kind === 'bubblewrap' ? BubblewrapSandbox.start(options) : new ProcessSandbox(options);
}
