import 'server-only';
import { shared } from '../shared';

/** CodePipeline shows a saved version within seconds; after this long it is told as CodePipeline tells it. */
const SHOWN_WITHIN_MS = 120_000;

const saved = shared('saved-versions', () => new Map<string, { version: number; at: number }>());

/** CodePipeline has accepted a declaration as this version. */
export function rememberVersion(pipeline: string, version: number, now = Date.now()): void {
  for (const [name, { at }] of saved) if (now - at > SHOWN_WITHIN_MS) saved.delete(name);
  saved.set(pipeline, { version, at: now });
}

/** The version that was accepted and that a read does not show yet, in a sentence; undefined where it does. */
export function hiddenVersion(
  pipeline: string,
  shown: number,
  now = Date.now(),
): string | undefined {
  const found = saved.get(pipeline);
  if (!found || now - found.at > SHOWN_WITHIN_MS || shown >= found.version) return undefined;
  return `CodePipeline has accepted version ${found.version} and still shows version ${shown}. An edit of that one would undo it.`;
}
