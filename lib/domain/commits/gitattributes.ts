import { fitsWildcards } from '@/common/wildcard';

/** A repository names its files; neither the lines nor their wildcards may cost more than reading them. */
const MOST_RULES = 500;
const MOST_SEGMENTS = 40;

interface Rule {
  readonly segments: readonly string[];
  readonly isGenerated: boolean;
}

/** Whether the path's segments fit the pattern's, where `**` is any number of them, and at the end one at least. */
function pathFits(pattern: readonly string[], path: readonly string[]): boolean {
  // fits[t]: the pattern so far fits the first t segments.
  let fits = path.map(() => false).concat(false);
  fits[0] = true;
  for (const [i, segment] of pattern.entries()) {
    const next = fits.map(() => false);
    if (segment === '**') {
      const isLast = i === pattern.length - 1;
      let seen = false;
      for (let t = 0; t <= path.length; t++) {
        next[t] = seen || (!isLast && (fits[t] ?? false));
        seen ||= fits[t] ?? false;
      }
    } else
      for (let t = 0; t < path.length; t++)
        next[t + 1] = (fits[t] ?? false) && fitsWildcards(segment, path[t] ?? '');
    fits = next;
  }
  return fits[path.length] ?? false;
}

const GENERATED: Readonly<Record<string, boolean>> = {
  'linguist-generated': true,
  'linguist-generated=true': true,
  '-linguist-generated': false,
  'linguist-generated=false': false,
};

function ruleOf(line: string): Rule[] {
  const [pattern = '', ...attributes] = line.trim().split(/\s+/);
  const isGenerated = attributes.flatMap((a) => GENERATED[a] ?? []).at(-1);
  // Quoted names, escapes and classes are rare here; a rule that is not understood folds nothing.
  if (isGenerated === undefined || /^[#!"]|[\\[]|\/$/.test(pattern)) return [];
  const isAnywhere = !pattern.includes('/');
  const segments = pattern.replace(/^\//, '').split('/');
  if (segments.length > MOST_SEGMENTS) return [];
  return [{ segments: isAnywhere ? ['**', ...segments] : segments, isGenerated }];
}

/**
 * What a repository's `.gitattributes` says of its files: generated or not, undefined where it says nothing. The last rule
 * that fits holds (gitattributes(5); GitHub's Linguist, "Overrides").
 */
export function generatedBy(text: string): (path: string) => boolean | undefined {
  const rules = text.split('\n').flatMap(ruleOf).slice(0, MOST_RULES);
  return (path) => {
    const segments = path.split('/');
    return rules.findLast((r) => pathFits(r.segments, segments))?.isGenerated;
  };
}
