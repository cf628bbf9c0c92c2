import 'server-only';
import { z } from 'zod';
import { RUNTIMES, type RuntimeId } from '@/templates/targets/runtimes';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import type { TemplateManifest } from './manifest';

const found = z.record(
  z.string(),
  z.object({ program: z.string(), version: z.string().optional() }).nullable(),
);
export type FoundRuntimes = z.infer<typeof found>;

/** Which languages the local engine's builds and instances find, all of them or these alone. On AWS the images bring them: undefined. */
export async function foundRuntimes(
  connection: Connection,
  of?: readonly string[],
): Promise<FoundRuntimes | undefined> {
  if (!connection.isThisMachine) return undefined;
  const query = of ? `?of=${of.join()}` : '';
  try {
    const response = await fetch(`${connection.endpoint ?? ''}/_starboard/runtimes${query}`, {
      signal: AbortSignal.timeout(10_000),
    });
    return found.parse(await response.json());
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'The engine did not say which languages this machine has. Start it again with npm start; nothing is lost.',
      cause,
    );
  }
}

const numbers = (version: string): number[] => version.split('.').map(Number);

/** Whether a version is at least another, number by number. */
export function atLeast(version: string, wanted: string): boolean {
  const [have, want] = [numbers(version), numbers(wanted)];
  const at = want.findIndex((n, i) => (have[i] ?? 0) !== n);
  return at < 0 || (have[at] ?? 0) > (want[at] ?? 0);
}

const howTo = (id: RuntimeId): string =>
  `Debian, Ubuntu: ${RUNTIMES[id].debian}. macOS: ${RUNTIMES[id].macos}.`;

/** What the machine lacks for a template, in words with the way to get it; undefined = nothing. */
export function missingFor(
  needs: TemplateManifest['needs'],
  runtimes: FoundRuntimes | undefined,
): string | undefined {
  if (!runtimes) return undefined;
  const lacks = Object.entries(needs).flatMap(([key, wanted]) => {
    const id = key as RuntimeId;
    const have = runtimes[id];
    if (!have)
      return [`This machine has no ${RUNTIMES[id].name.replace(/^(a|the) /, '')}. ${howTo(id)}`];
    return have.version !== undefined && wanted !== undefined && !atLeast(have.version, wanted)
      ? [
          `It needs ${RUNTIMES[id].name.replace(/^(a|the) /, '')} ${wanted} or newer; this machine has ${have.version}. ${howTo(id)}`,
        ]
      : [];
  });
  return lacks.length ? lacks.join(' ') : undefined;
}
