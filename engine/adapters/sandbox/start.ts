import type { Sandbox, SandboxOptions } from '../../ports/sandbox';
import { BubblewrapSandbox } from './bubblewrap';
import { ContainerSandbox, type ContainerOptions } from './container';
import { ImageError } from './container-engine';
import { probeSandbox, type BuildProbe, type Probe } from './probe';
import { ProcessSandbox } from './process-group';

/** A sandbox of the kind this machine can give. */
export async function startSandbox(
  options: SandboxOptions,
  { kind }: Probe = probeSandbox(),
): Promise<Sandbox> {
  return kind === 'bubblewrap' ? BubblewrapSandbox.start(options) : new ProcessSandbox(options);
}

/** A build's sandbox, as it was probed. An ImageError where there is no container to be had: a build never runs elsewhere than it was asked to. */
export async function startBuildSandbox(
  probe: BuildProbe,
  options: Omit<ContainerOptions, 'engine'>,
): Promise<Sandbox> {
  if (!('engine' in probe)) return startSandbox(options);
  if (!probe.engine)
    throw new ImageError(
      `STARBOARD_SANDBOX asks for containers, and ${probe.reason}. Start one, or take the setting away.`,
    );
  return ContainerSandbox.start({ ...options, engine: probe.engine });
}
