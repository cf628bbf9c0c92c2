import type { SourcePart } from './comparison';

/** How much differs between two executions' sources. A count that is absent cannot be told. */
export interface ChangeSize {
  readonly gained?: number | undefined;
  readonly lost?: number | undefined;
  /** There are more commits than were read. */
  readonly more?: boolean | undefined;
  readonly files?: number | undefined;
  /** Every source is the same in both. */
  readonly isSame: boolean;
}

/** The same while it is on its way, and where it could not be read. */
export type ShownSize = ChangeSize | 'coming' | { readonly unread: string };

/** A source as far as it is counted. */
export interface CountedPart extends Pick<SourcePart, 'difference' | 'commits'> {
  readonly files?: number | undefined;
}

const sum = (counts: readonly (number | undefined)[]): number | undefined =>
  counts.reduce<number | undefined>(
    (all, n) => (all === undefined || n === undefined ? undefined : all + n),
    0,
  );

/** Over all sources; a count that one of them lacks is a count of none. */
export function sizeOf(parts: readonly CountedPart[]): ChangeSize {
  const changed = parts.filter(
    (p) => p.difference !== 'same' && !(p.difference === 'unknown' && p.files === 0),
  );
  if (!changed.length) return { isSame: parts.length > 0 };
  return {
    gained: sum(changed.map((p) => p.commits?.gained.length)),
    lost: sum(changed.map((p) => p.commits?.lost.length)),
    more: changed.some((p) => p.commits?.more),
    files: sum(changed.map((p) => p.files)),
    isSame: false,
  };
}

const many = (n: number, noun: string, more = false): string =>
  `${n}${more ? '+' : ''} ${noun}${n === 1 && !more ? '' : 's'}`;

/** `3 commits, 11 files`; empty where nothing can be counted. */
export function sizeWords({ gained, lost, more, files, isSame }: ChangeSize): string {
  if (isSame) return 'Same source';
  return [
    gained ? many(gained, 'commit', more) : '',
    lost ? `undoes ${many(lost, 'commit', more)}` : '',
    files === undefined ? '' : many(files, 'file'),
  ]
    .filter(Boolean)
    .join(', ');
}
