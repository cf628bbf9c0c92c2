import 'server-only';
import type { BuildFact } from '@/lib/domain/insights/builds';

interface Walk {
  /** Ids of builds, newest first, and the token of the next page. */
  readonly page: (
    token: string | undefined,
  ) => Promise<readonly [ids: readonly string[], next: string | undefined]>;
  /** The builds of these ids; one that was deleted is not among them. */
  readonly read: (ids: readonly string[]) => Promise<readonly BuildFact[]>;
  /** In ms since the epoch. */
  readonly from: number;
  /** What an earlier walk has brought. */
  readonly known: readonly BuildFact[];
  /** Where that began, if there was more. */
  readonly knownSince: number | undefined;
  readonly most: number;
  readonly onRead: (builds: readonly BuildFact[]) => void;
}

/**
 * The builds of a list back to `from`, newest first, and where they begin (`since`) where there are more than `most`. A
 * walk ends where an earlier one has been: what is over does not change.
 */
export async function walkBack({
  page,
  read,
  from,
  known,
  knownSince,
  most,
  onRead,
}: Walk): Promise<{ readonly builds: BuildFact[]; readonly since: number | undefined }> {
  const old = new Map(known.filter((b) => b.endedAt !== undefined).map((b) => [b.id, b]));
  const found = new Map<string, BuildFact>();
  let begins: number | undefined;
  let token: string | undefined;
  do {
    const [ids, next] = await page(token);
    const builds = await read(ids);
    for (const b of builds) found.set(b.id, b);
    onRead(builds);
    token = next;
    const isKnown = builds.length > 0 && builds.every((b) => old.has(b.id));
    const isOld = builds.length > 0 && builds.every((b) => b.startedAt < from);
    if (isKnown) {
      for (const [id, b] of old) if (!found.has(id)) found.set(id, b);
      begins = knownSince;
    }
    if (isKnown || isOld) token = undefined;
  } while (token && found.size < most);
  const all = [...found.values()].sort((a, b) => b.startedAt - a.startedAt);
  const builds = all.slice(0, most);
  const isCut = token !== undefined || all.length > builds.length;
  return { builds, since: isCut ? builds.at(-1)?.startedAt : begins };
}
