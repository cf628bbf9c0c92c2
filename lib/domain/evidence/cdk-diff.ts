import { maskLines } from '../secrets';
import type { RawAttribute } from './attributes';
import type { EvidenceProblem, ResourceAction } from './evidence';
import { changesSummary, type FoundChange } from './found-changes';
import { entryOf } from './json-values';
import { cut, headings } from './plain-text';
import type { ReadChanges } from './terraform';
import { Veil } from './veil';

const STACK = /^Stack (\S.*)$/;
const SECTIONS: ReadonlySet<string> = new Set([
  'Template',
  'Parameters',
  'Metadata',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
  'Other Changes',
]);
const SECURITY: Readonly<Record<string, string>> = {
  'IAM Statement Changes': 'IAM statements change',
  'IAM Policy Changes': 'IAM policies are attached or detached',
  'IAM Identity Center Changes': 'IAM Identity Center changes',
  'Security Group Changes': 'Security group rules change',
};
const SAME = 'There were no differences';
const COUNT = /^(?:✨\s+)?Number of stacks with differences: (\d+)\s*$/m;
/** `[~] AWS::S3::Bucket Site/Bucket SiteBucket397A1860 replace`. */
const RESOURCE = /^\[([+~←-])\] ([A-Z]\w*::[\w:@.-]+) (\S.*)$/;
const IMPACT = / (may be replaced|replace|destroy|orphan|import)$/;
const OTHER = /^\[([+~-])\] ([A-Z]\w*) (\S.*)$/;
/** A property at the first level of a resource. */
const PROPERTY = /^ [├└]─ \[[+~-]\] ([\w.-]+)(?: \((requires|may cause) replacement\))?$/;

/** More lines of one resource are not kept. */
const MAX_LINES = 200;
const MAX_LINE = 1000;

/** Text of `cdk diff`, in whatever a build wrote before it. */
export const isCdkDiff = (text: string): boolean =>
  COUNT.test(text) ||
  (headings(text).some((l) => STACK.test(l)) &&
    (text.includes(`\n${SAME}`) ||
      (/^Resources$/m.test(text) && headings(text).some((l) => RESOURCE.test(l)))));

/** A construct's path with the stack's name behind it, or the name alone. */
const stackName = (title: string): string => /^\S+ \(([\w-]+)\)$/.exec(title)?.[1] ?? title;

interface Act {
  readonly action: ResourceAction;
  readonly isKept?: boolean;
  readonly reasons?: readonly string[];
}

function actOf(mark: string | undefined, impact: string | undefined): Act {
  if (impact === 'replace') return { action: 'replace' };
  if (impact === 'may be replaced')
    return { action: 'replace', reasons: ['may be replaced: that is known when it is deployed'] };
  if (impact === 'orphan')
    return { action: 'forget', isKept: true, reasons: ['its deletion policy keeps it'] };
  if (mark === '-') return { action: 'delete' };
  if (mark === '+') return { action: 'create' };
  return mark === '←' ? { action: 'import' } : { action: 'update' };
}

interface Open extends FoundChange {
  readonly attributes: RawAttribute[];
  readonly replacedFor: string[];
  readonly diff: string[];
}

function resourceIn(line: string, scope: string): Open | undefined {
  const [, mark, type = '', rest = ''] = RESOURCE.exec(line) ?? [];
  if (mark === undefined) return undefined;
  const impact = IMPACT.exec(rest)?.[1];
  const names = rest.replace(IMPACT, '').split(' ');
  const { action, isKept = false, reasons = [] } = actOf(mark, impact);
  const path = names.slice(0, -1).join(' ');
  return {
    address: names.at(-1) ?? '',
    type,
    scope,
    action,
    attributes: [],
    replacedFor: [],
    reasons: path ? [...reasons, `construct ${path}`] : reasons,
    isKept,
    diff: [],
  };
}

const nameOnly = (path: string): RawAttribute => ({
  path,
  before: undefined,
  after: undefined,
  sensitive: false,
  knownAfterApply: false,
});

function addLine(to: Open, line: string): void {
  const [, name, replacement] = PROPERTY.exec(line) ?? [];
  if (name !== undefined) to.attributes.push(nameOnly(name));
  if (name !== undefined && replacement !== undefined) to.replacedFor.push(name);
  if (to.diff.length < MAX_LINES) to.diff.push(cut(line, MAX_LINE));
}

function outputIn(line: string): RawAttribute | undefined {
  const [, mark, type, rest = ''] = OTHER.exec(line) ?? [];
  if (mark === undefined) return undefined;
  const at = rest.indexOf(': ');
  const value = at < 0 ? '' : rest.slice(at + 2);
  const name = at < 0 ? rest : rest.slice(0, at);
  return {
    ...nameOnly(`${type} ${name.split(' ').at(-1)}`),
    before: mark === '-' ? value : undefined,
    after: mark === '-' ? undefined : value,
  };
}

/** `cdk diff` as text, coloured or not. It is made for people, so what it leaves out is left out here. */
export function readCdkDiff(text: string): ReadChanges {
  const veil = new Veil();
  const changes: FoundChange[] = [];
  const outputs: RawAttribute[] = [];
  const notes = new Set<string>();
  const stacks = new Set<string>();
  let stack = '';
  let open: Open | undefined;
  for (const line of maskLines(text).split('\n')) {
    const next = STACK.exec(line)?.[1];
    if (next !== undefined) {
      stack = stackName(next.trim());
      stacks.add(stack);
    }
    const note = entryOf(SECURITY, line.trim());
    if (note !== undefined) notes.add(note);
    if (open && (line.startsWith(' ') || /^\[ \]/.test(line))) {
      addLine(open, line);
      continue;
    }
    open = resourceIn(line, stack);
    if (open) changes.push(open);
    else if (!SECTIONS.has(line)) outputs.push(...[outputIn(line) ?? []].flat());
  }
  const summary = changesSummary(
    {
      tool: 'cdk diff',
      subject: stacks.size === 1 ? stack : '',
      changes,
      outputs,
      notes: [...notes],
    },
    veil,
  );
  const differing = Number(COUNT.exec(text)?.[1] ?? 0);
  const isEmpty = changes.length === 0 && outputs.length === 0 && notes.size === 0;
  const problem: EvidenceProblem | undefined =
    differing > 0 && isEmpty
      ? { kind: 'incomplete', words: `It says that ${differing} stacks differ, and not in what.` }
      : undefined;
  return { summary, problem };
}
