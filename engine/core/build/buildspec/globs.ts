import { globProblem } from '../../glob';
import { BuildspecError, type MapView } from './reader';

/** A list of file patterns; one that cannot be used is a mistake of the buildspec, known before anything runs. */
export function readGlobs(map: MapView | undefined, key: string, what: string): string[] {
  const found = map?.strings(key) ?? [];
  const problem = globProblem(found);
  if (problem !== undefined) throw new BuildspecError(`${what}.${key} cannot be used: ${problem}`);
  return found;
}

/** One pattern where there may be one. */
export function readGlob(map: MapView | undefined, key: string, what: string): string | undefined {
  const found = map?.text(key);
  const problem = globProblem(found === undefined ? [] : [found]);
  if (problem !== undefined) throw new BuildspecError(`${what}.${key} cannot be used: ${problem}`);
  return found;
}
