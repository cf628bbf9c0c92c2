import type { Evidence } from './evidence';
import { byPlace } from './evidence-order';

/**
 * The evidence's part of an approval's pin: the same for the same files at the same places, in whatever order they were
 * read. A plan that is made again has other bytes, so another hash. `digest` is the caller's hash of a text.
 */
export function hashOf(evidence: readonly Evidence[], digest: (text: string) => string): string {
  const facts = [...evidence]
    .sort(byPlace)
    .map(({ kind, place, sha256, bytes }) => [
      place.action,
      place.artifact,
      place.path,
      kind,
      sha256,
      bytes,
    ]);
  return digest(JSON.stringify(facts));
}
