import 'server-only';
import type { EvidenceKind } from '@/lib/domain/evidence/evidence';
import type { RemoteEntry } from './remote-zip';

/** Files of these names may be evidence; what they are is told by their content alone. */
const NAMES =
  /(?:^|\/)(?:(?:evidence|approval)\/.*|(?:evidence|approval|release-?notes)[^/]*|[^/]*\.(?:json|txt|out|log|md|markdown|xml|sarif|diff|patch|ya?ml|info|cdx|spdx|png|jpe?g|gif|webp))$/i;
/** Packages that were installed, and what tools keep for themselves. */
const NOT_OURS =
  /(?:^|\/)(?:node_modules|bower_components|vendor|site-packages|__pycache__|\.[^/]+|venv)\//i;
const LIKELY =
  /plan|change-?set|diff|evidence|junit|test|report|coverage|lcov|cobertura|jacoco|sarif|scan|sbom|bom|cdx|spdx|trivy|grype|audit/i;
const ARCHIVES = /\.(?:zip|tar|tgz|tar\.(?:gz|bz2|xz|zst))$/i;
/** Put there for whoever approves. */
const FOR_THE_PERSON =
  /(?:^|\/)(?:(?:evidence|approval)\/|(?:evidence|approval|release-?notes)[^/]*$)/i;

/** Files of an artifact that are read: more have no place on a page, and nobody reads them. */
const MAX_FILES = 60;
/** An artifact of so few files that nobody deploys was made to be read; of others, text and images are shown from a folder `evidence` or `approval` only. */
const FEW_FILES = 20;
const PLAIN: readonly EvidenceKind[] = ['text', 'markdown', 'image'];

export interface Candidates {
  /** The likeliest first. */
  readonly read: readonly RemoteEntry[];
  /** What was left out, each in a sentence, with a path that stands for it. */
  readonly leftOut: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly why: string;
  }[];
}

/** One file and another are the same content. */
export const contentOf = ({ size, crc }: RemoteEntry): string => `${size}:${crc}`;

const many = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const rank = ({ path }: RemoteEntry): number => {
  if (FOR_THE_PERSON.test(path)) return 0;
  return (LIKELY.test(path) ? 10 : 30) + Math.min(9, path.split('/').length);
};

/** The files of an artifact that may be evidence. What came unchanged out of the sources is none: nobody made it here. */
export function candidatesOf(
  entries: readonly RemoteEntry[],
  sources: ReadonlySet<string>,
): Candidates {
  const ours = entries.filter((e) => !NOT_OURS.test(e.path) && e.size > 0);
  const archives = ours.filter((e) => ARCHIVES.test(e.path));
  const found = ours
    .filter((e) => NAMES.test(e.path) && !sources.has(contentOf(e)))
    .sort((a, b) => rank(a) - rank(b) || Number(a.path > b.path) - Number(a.path < b.path));
  const rest = found.slice(MAX_FILES);
  return {
    read: found.slice(0, MAX_FILES),
    leftOut: [
      ...rest.slice(0, 1).map(({ path, size }) => ({
        path,
        bytes: size,
        why: `${many(rest.length, 'file')} more that may be evidence ${rest.length === 1 ? 'was' : 'were'} not read: of an artifact the likeliest ${MAX_FILES} are.`,
      })),
      ...archives.slice(0, 1).map(({ path, size }) => ({
        path,
        bytes: size,
        why: `${many(archives.length, 'archive')} in the artifact ${archives.length === 1 ? 'was' : 'were'} not opened.`,
      })),
    ],
  };
}

/** Whether text, a page or an image was put there for the person who approves. */
export const isMeant = (
  kind: EvidenceKind,
  path: string,
  { files, isDeployed }: { readonly files: number; readonly isDeployed: boolean },
): boolean =>
  !PLAIN.includes(kind) || (files <= FEW_FILES && !isDeployed) || FOR_THE_PERSON.test(path);
