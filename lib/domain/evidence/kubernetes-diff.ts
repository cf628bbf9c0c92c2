import { HIDDEN, maskLines } from '../secrets';
import { attributesOf, type RawAttribute } from './attributes';
import type { ResourceAction } from './evidence';
import { changesSummary, type FoundChange } from './found-changes';
import { entryOf, textOf, treeOf, treesOf, type Tree } from './json-values';
import { cut, headings } from './plain-text';
import { isAboutSecurity } from './security';
import type { ReadChanges } from './terraform';
import { Veil } from './veil';

/** More lines of one object are not kept. */
const MAX_LINES = 200;
const MAX_LINE = 1000;

/** `diff -u -N /tmp/LIVE-1/apps.v1.Deployment.shop.web /tmp/MERGED-2/apps.v1.Deployment.shop.web`. */
const FILES = /^(?:diff\b.*|---) \S*[/\\]LIVE-\w+[/\\](\S+)/;
/** [group.]version.Kind.namespace.name, as kubectl names its files. */
const NAME = /^(?:([\w.-]+)\.)?(v\d+(?:(?:alpha|beta)\d+)?)\.([A-Z]\w*)\.([^.]*)\.(\S+)$/;
/** `shop, web, Deployment (apps) has changed:`, as the plugin helm-diff writes it. */
const HELM =
  /^([a-z0-9-]*), ([^,\s]+), (\w+) \(([^)]*)\) (has been added:|has been removed:|has changed:|changed ownership:|has changed, but diff is empty after suppression\.|to be added\.|to be removed\.|to be changed\.|to change ownership\.)$/;
const HELM_PLAN = /^Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/m;

export const isKubernetesDiff = (text: string): boolean =>
  headings(text).some((l) => NAME.test(FILES.exec(l)?.[1] ?? '')) &&
  /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m.test(text);

export const isHelmDiff = (text: string): boolean =>
  headings(text).some((l) => HELM.test(l)) ||
  (HELM_PLAN.test(text) && text.includes('to change ownership.'));

/** What of a Secret may be read. */
const OPEN_KEYS =
  /^[ +-]?\s*(?:apiVersion|kind|type|immutable|metadata|data|stringData|name|namespace|labels|uid|resourceVersion|generation|creationTimestamp):/;

const maskSecret = (line: string): string => {
  if (/^(?:@@|---|\+\+\+|diff )/.test(line) || OPEN_KEYS.test(line)) return line;
  const at = line.indexOf(':');
  return at < 0 ? `${line.slice(0, 1)} ${HIDDEN}` : `${line.slice(0, at + 1)} ${HIDDEN}`;
};

interface Block {
  readonly kind: string;
  readonly group: string;
  readonly namespace: string;
  readonly name: string;
  /** Said by the header, or seen in the lines. */
  readonly action?: ResourceAction;
  readonly reasons: readonly string[];
  readonly lines: string[];
}

function actionOf({ action, lines }: Block): ResourceAction {
  if (action) return action;
  const hunk = lines.find((l) => l.startsWith('@@ ')) ?? '';
  if (/^@@ -0,0 /.test(hunk)) return 'create';
  return / \+0,0 @@/.test(hunk) ? 'delete' : 'update';
}

/** Keys of the lines that change: what a diff is about. */
const changedKeys = (lines: readonly string[]): string[] =>
  lines.flatMap((l) => /^[+-]\s*(?:- )?([\w.-]+):/.exec(l)?.[1] ?? []);

function changeOf(block: Block): FoundChange {
  const { kind, group, namespace, name, reasons } = block;
  const type = `${group && `${group} `}${kind}`;
  const action = actionOf(block);
  const masked = maskLines(block.lines.join('\n')).split('\n');
  const lines = kind === 'Secret' ? masked.map(maskSecret) : masked;
  return {
    address: `${kind}/${name}`,
    type,
    scope: namespace,
    action,
    attributes: [],
    replacedFor: [],
    diff: lines
      .filter(Boolean)
      .slice(0, MAX_LINES)
      .map((l) => cut(l, MAX_LINE)),
    isSecurity: isAboutSecurity(type, action === 'update' ? changedKeys(block.lines) : []),
    reasons,
  };
}

function read(tool: string, blocks: readonly Block[]): ReadChanges {
  return { summary: changesSummary({ tool, changes: blocks.map(changeOf) }, new Veil()) };
}

/** `kubectl diff`: a unified diff for each object. */
export function readKubernetesDiff(text: string): ReadChanges {
  const heads = headings(text);
  const blocks: Block[] = [];
  let last = '';
  for (const [i, line] of text.split('\n').entries()) {
    const file = FILES.exec(heads[i] ?? '')?.[1];
    const named = file === undefined ? undefined : NAME.exec(file);
    if (named && file !== undefined && file !== last) {
      const [, group = '', version = '', kind = '', namespace = '', name = ''] = named;
      last = file;
      blocks.push({
        kind,
        group: group ? `${group}/${version}` : version,
        namespace,
        name,
        reasons: [],
        lines: [],
      });
    } else if (!/^(?:diff |--- |\+\+\+ )/.test(line)) blocks.at(-1)?.lines.push(line);
  }
  return read('kubectl diff', blocks);
}

interface HelmAct {
  readonly action: ResourceAction;
  readonly reasons: readonly string[];
}
const helmAct = (words: string): HelmAct => {
  if (words.includes('added')) return { action: 'create', reasons: [] };
  if (words.includes('removed')) return { action: 'delete', reasons: [] };
  if (words.includes('ownership'))
    return { action: 'update', reasons: ['another release owns it'] };
  return {
    action: 'update',
    reasons: words.includes('suppression') ? ['what changes was left out of the diff'] : [],
  };
};

/** The text of the plugin helm-diff. */
export function readHelmDiff(text: string): ReadChanges {
  const heads = headings(text);
  const blocks: Block[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const [, namespace = '', name = '', kind = '', group = '', words] =
      HELM.exec(heads[i] ?? '') ?? [];
    if (words !== undefined)
      blocks.push({ kind, group, namespace, name, lines: [], ...helmAct(words) });
    else if (/^[ +-]/.test(line)) blocks.at(-1)?.lines.push(line);
  }
  return read('helm diff', blocks);
}

const HELM_CHANGES: Readonly<Record<string, HelmAct>> = {
  ADD: { action: 'create', reasons: [] },
  REMOVE: { action: 'delete', reasons: [] },
  MODIFY: { action: 'update', reasons: [] },
  MODIFY_SUPPRESSED: { action: 'update', reasons: ['what changes was left out of the diff'] },
  OWNERSHIP: { action: 'update', reasons: ['another release owns it'] },
};

const helmChange = (entry: Tree): HelmAct | undefined =>
  entryOf(HELM_CHANGES, textOf(entry['change']) ?? textOf(entry['changeType']));

/** The plugin's outputs `json` and `structured`. */
export const isHelmJson = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((v) => {
    const entry = treeOf(v);
    const isNamed = textOf(entry?.['kind']) !== undefined || treeOf(entry?.['resourceStatus']);
    return (
      entry !== undefined && isNamed && textOf(entry['name']) !== undefined && helmChange(entry)
    );
  });

function fieldsOf(entry: Tree, kind: string, veil: Veil): RawAttribute[] {
  return treesOf(entry['changes']).flatMap((change) => {
    const field = textOf(change['field']) ?? '';
    const parent = textOf(change['path']) ?? '';
    const path = [parent, field].filter(Boolean).join('.');
    const isSecret = kind === 'Secret' && /^(?:data|stringData)\b/.test(path);
    const sensitive = { [field]: isSecret };
    return attributesOf(
      {
        before: { [field]: change['oldValue'] },
        after: { [field]: change['newValue'] },
        beforeSensitive: sensitive,
        afterSensitive: sensitive,
      },
      veil,
    ).map((a) => ({ ...a, path: parent ? `${parent}.${a.path}` : a.path }));
  });
}

export function readHelmJson(value: unknown): ReadChanges {
  const veil = new Veil();
  const changes = treesOf(value).map((entry): FoundChange => {
    const kind = textOf(entry['kind']) ?? '';
    const name = textOf(entry['name']) ?? '';
    const group = textOf(entry['api']) ?? textOf(entry['apiVersion']) ?? '';
    return {
      address: kind ? `${kind}/${name}` : name,
      type: `${group && `${group} `}${kind}`,
      scope: textOf(entry['namespace']) ?? '',
      attributes: fieldsOf(entry, kind, veil),
      replacedFor: [],
      ...(helmChange(entry) ?? { action: 'update', reasons: [] }),
    };
  });
  return { summary: changesSummary({ tool: 'helm diff', changes }, veil) };
}
