import { userInfo } from 'node:os';
import type { SandboxFiles } from '../../ports/sandbox-files';
import { RootedFiles } from './files/rooted-files';
import { ProcessSandbox } from './process-group';

/** What `su` takes for a user and not for an option. */
const USER = /^[A-Za-z_][A-Za-z0-9._-]*\$?$/;

const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * This very machine, for an agent that a person has joined to an engine: nothing is isolated, and
 * paths are what they are, or lie below a folder that was given.
 */
export class HostSandbox extends ProcessSandbox {
  override readonly files: SandboxFiles;

  constructor(root: string, marker: string) {
    super({ root, binds: [], marker });
    this.files = new RootedFiles({
      root,
      mounts: [],
      // Below a folder an absolute link leads to this machine's files, which are not to be changed.
      sameAsHost: root !== '/',
      hostIdOf: isRoot() ? (id) => id : undefined,
    });
  }

  override asUser(user: string, command = ''): readonly string[] | undefined {
    if (!isRoot() || user === userInfo().username || !USER.test(user)) return super.asUser(user);
    return ['su', user, '-c', `'${command.replaceAll("'", String.raw`'\''`)}'`];
  }
}
