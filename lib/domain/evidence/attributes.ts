import { HIDDEN, maskLines, maskNamed, soundsSecret } from '../secrets';
import type { AttributeChange } from './evidence';
import { parsedIn } from './json-values';
import { cut, plainName } from './plain-text';
import type { Veil } from './veil';

/** A resource before and after, as trees of values. */
export interface Trees {
  readonly before: unknown;
  readonly after: unknown;
  /** `true` where a value is declared secret, and trees of it. */
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  /** `true` where a value is only known after it has been applied. */
  readonly unknown?: unknown;
}

/** An attribute that changes, before secrets are masked. */
export interface RawAttribute {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly sensitive: boolean;
  readonly knownAfterApply: boolean;
}

/** More are neither counted nor shown. */
const MAX_FOUND = 2000;
const MAX_VALUE = 400;
/** Longer texts are not unpacked. */
const MAX_PACKED = 256 * 1024;

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown): boolean => value === undefined || value === null;

/** A step of a tree of marks: what is `true` is so for all that is in it. */
const mark = (tree: unknown, key: string | number): unknown => {
  if (tree === true) return true;
  return typeof tree === 'object' && tree !== null && Object.hasOwn(tree, key)
    ? (tree as Record<string | number, unknown>)[key]
    : undefined;
};

const pathTo = (path: string, key: string): string => {
  const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(plainName(key));
  return path === '' ? name : `${path}.${name}`;
};

/** `{name: DB_PASSWORD, value: …}`: the name of a value beside it. */
const isNamedSecret = (value: unknown): boolean =>
  isTree(value) &&
  ['name', 'Name', 'key', 'Key', 'ParameterKey'].some(
    (k) => typeof value[k] === 'string' && soundsSecret(value[k]),
  );
const IS_VALUE = /^(?:value|values|default|parametervalue)$/i;

interface Walk {
  readonly found: RawAttribute[];
  readonly veil: Veil;
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isEmpty(a) && isEmpty(b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Booleans and nothing keep no secret; CloudFormation writes them as text. */
const canHide = (value: unknown): boolean =>
  !isEmpty(value) && !['true', 'false', ''].includes(String(value));

function walk(to: Walk, path: string, trees: Trees, isSecret: boolean): void {
  const { before, after, beforeSensitive, afterSensitive, unknown } = trees;
  const declared = beforeSensitive === true || afterSensitive === true;
  if (declared) {
    to.veil.declare(before);
    to.veil.declare(after);
  } else if (isSecret) {
    to.veil.suspect(before);
    to.veil.suspect(after);
  }
  const sensitive = declared || (isSecret && (canHide(before) || canHide(after)));
  const isKnown = unknown !== true;
  if (isKnown && !sensitive) {
    if (Array.isArray(before) || Array.isArray(after)) return walkList(to, path, trees);
    if (isTree(before) || isTree(after)) return walkTree(to, path, trees);
    const inner = [parsedIn(before), parsedIn(after)] as const;
    const isDocument =
      inner.some(Boolean) && [before, after].every((v, i) => isEmpty(v) || inner[i]);
    if (isDocument && !equal(inner[0], inner[1]))
      return walk(to, path, { before: inner[0], after: inner[1] }, false);
  }
  if ((isKnown && equal(before, after)) || to.found.length >= MAX_FOUND) return;
  to.found.push({
    path,
    before,
    after: isKnown ? after : undefined,
    sensitive,
    knownAfterApply: !isKnown,
  });
}

const step = (trees: Trees, key: string | number): Trees => ({
  before: mark(trees.before, key),
  after: mark(trees.after, key),
  beforeSensitive: mark(trees.beforeSensitive, key),
  afterSensitive: mark(trees.afterSensitive, key),
  unknown: mark(trees.unknown, key),
});

function walkList(to: Walk, path: string, trees: Trees): void {
  const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
  const length = Math.max(lengthOf(trees.before), lengthOf(trees.after), lengthOf(trees.unknown));
  for (let i = 0; i < length; i++) walk(to, `${path}[${i}]`, step(trees, i), false);
}

function walkTree(to: Walk, path: string, trees: Trees): void {
  const isNamed = isNamedSecret(trees.before) || isNamedSecret(trees.after);
  const keys = new Set<string>();
  for (const tree of [trees.before, trees.after, trees.unknown])
    if (isTree(tree)) for (const key in tree) keys.add(key);
  for (const key of keys)
    walk(
      to,
      pathTo(path, key),
      step(trees, key),
      soundsSecret(key) || (isNamed && IS_VALUE.test(key)),
    );
}

/** What changes between two trees, leaf by leaf; a secret's whole tree is one. The veil learns what is secret. */
export function attributesOf(trees: Trees, veil: Veil): RawAttribute[] {
  const to: Walk = { found: [], veil };
  walk(to, '', trees, false);
  return to.found;
}

const wordsOf = (value: unknown): string | undefined => {
  if (isEmpty(value)) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Text in other texts: a script, or one that is packed as base64. */
const hasSecretLines = (text: string): boolean => maskLines(text) !== text;
const PACKED = /^[A-Za-z0-9+/\s]+(?:=\s*){0,2}$/;
function unpacked(text: string): string {
  if (text.length < 24 || !PACKED.test(text)) return '';
  const packed = text.replace(/\s+/g, '');
  if (packed.length < 24 || packed.length > MAX_PACKED) return '';
  try {
    return atob(packed);
  } catch {
    // Its length is not that of base64: it is what it looks like.
    return '';
  }
}

function shown(value: unknown, veil: Veil): string | undefined {
  const words = wordsOf(value);
  if (words === undefined) return undefined;
  if (hasSecretLines(unpacked(words))) return HIDDEN;
  return maskNamed(veil.text(words));
}

/** Both texts from where they differ, if the beginning is all that would be seen of them. */
function cutPair(
  before: string | undefined,
  after: string | undefined,
): [string | undefined, string | undefined] {
  if (
    before === undefined ||
    after === undefined ||
    Math.max(before.length, after.length) <= MAX_VALUE
  )
    return [before && cut(before, MAX_VALUE), after && cut(after, MAX_VALUE)];
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const from = same < MAX_VALUE / 2 ? 0 : same - 40;
  const part = (text: string): string => (from ? '…' : '') + cut(text.slice(from), MAX_VALUE);
  return [part(before), part(after)];
}

/** Attributes as they are shown. All that is secret in the file must be known to the veil by now. */
export function shownAttributes(
  raw: readonly RawAttribute[],
  veil: Veil,
  replaces: (path: string) => boolean,
): AttributeChange[] {
  return raw.map(({ path, before, after, sensitive, knownAfterApply }) => {
    const hidden = (value: unknown): string | undefined => (isEmpty(value) ? undefined : HIDDEN);
    const isHidden = sensitive || before === HIDDEN || after === HIDDEN;
    const [was, is] = isHidden
      ? [hidden(before), hidden(after)]
      : cutPair(shown(before, veil), shown(after, veil));
    return {
      // The whole of it, where all is secret.
      path: veil.text(path) || '*',
      before: was,
      after: is,
      sensitive: isHidden || was === HIDDEN || is === HIDDEN,
      knownAfterApply,
      replaces: replaces(path),
    };
  });
}
