import { environment } from '../config';
import { endContainers } from './sandbox/container-engine';
import { ControlGroup } from './sandbox/control-group';
import type { ProcessIdentity } from './process/identity';
import { endTree, ProcessTree, sandboxMark } from './process/tree';
import { markOf } from './process/program-mark';

/** The variable that tells whose runner or agent a process is, from its first moment on. */
const PROGRAM = 'STARBOARD_PROGRAM_ID';

/** What a program of a folder has in its environment, to be found by `endFolder`. */
export const programEnvironment = (dir: string): Readonly<Record<string, string>> => ({
  [PROGRAM]: markOf(dir),
});

/** All that runs for a folder, in whatever sandbox but containers. One that was started a moment ago is found by its mark. */
export function folderTree(dir: string, root: ProcessIdentity | undefined): ProcessTree {
  const mark = markOf(dir);
  const group = ControlGroup.of(mark);
  const marks = [sandboxMark(mark), `${PROGRAM}=${mark}`];
  return new ProcessTree(root, marks, () => group.members());
}

/**
 * Ends all that runs for a folder, in whatever sandbox: SIGTERM to its program, and once that has
 * ended or `graceMs` are over SIGKILL to everything that is left. Returns what could not be ended.
 */
export async function endFolder(
  dir: string,
  root: ProcessIdentity | undefined,
  graceMs: number,
  sandbox = environment.sandbox,
): Promise<number[]> {
  const mark = markOf(dir);
  const group = ControlGroup.of(mark);
  const left = await endTree(root, folderTree(dir, root), graceMs);
  group.remove();
  await endContainers(sandbox, mark);
  return left;
}
