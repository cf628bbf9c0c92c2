import { inOrder, nothingToApply } from '../../lib/domain/evidence/evidence-order';
import {
  doesSomething,
  isChanges,
  type AttributeChange,
  type Evidence,
  type EvidencePlace,
  type Finding,
  type ResourceChange,
} from '../../lib/domain/evidence/evidence';
import type { EvidenceView } from '../../lib/domain/evidence/view';
import { ACTION_WORDS, evidenceWords, KIND_WORDS } from '../../lib/domain/evidence/words';
import type { ChangePreview, ShownRevision } from '../../lib/domain/changes/change';

/** A gate that waits, with what its author says of it. */
export interface Gate {
  readonly stage: string;
  readonly action: string;
  readonly execution: string;
  readonly customData?: string | undefined;
  readonly link?: string | undefined;
}

/** What others wrote does nothing to a terminal. */
export const printable = (text: string): string => text.replace(/[^\P{C}\n\t]/gu, '�');

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');

const revisionText = (r: ShownRevision | undefined, none: string): string =>
  r ? [r.sha?.slice(0, 7), r.message].filter(Boolean).join(' ') : none;

const placeText = ({ artifact, path }: EvidencePlace): string =>
  [artifact, path].filter(Boolean).join('/');

function valueText(a: AttributeChange, value: string | undefined): string {
  if (a.sensitive) return '(sensitive)';
  return value ?? '(not set)';
}

function attributeLine(a: AttributeChange): string {
  const after = a.knownAfterApply ? '(known after apply)' : valueText(a, a.after);
  return `${a.path}: ${valueText(a, a.before)} → ${after}${a.replaces ? '  # replaces' : ''}`;
}

function resourceText(c: ResourceChange): string {
  const tags = [c.isSecurity && 'security', c.isKept && 'kept', ...c.reasons].filter(Boolean);
  const head = `${ACTION_WORDS[c.action].padEnd(9)} ${c.address}${tags.length ? `  (${tags.join('; ')})` : ''}`;
  const more = c.moreAttributes ? [`${c.moreAttributes} more attributes`] : [];
  const below = [...c.attributes.map(attributeLine), ...(c.diff ?? []), ...more];
  return [head, ...below.map((line) => indent(indent(line)))].join('\n');
}

const findingLine = (f: Finding): string =>
  `${f.severity.padEnd(9)} ${f.rule}: ${f.message} ${f.where}`.trimEnd();

function bodyLines(e: Evidence): readonly string[] {
  const { summary } = e;
  if (isChanges(e)) {
    const { changes, notes, more } = e.summary;
    const shown = inOrder(changes.filter((c) => doesSomething(c.action)));
    return [
      ...notes,
      ...shown.map(resourceText),
      ...e.summary.outputs.map((o) => `output    ${attributeLine(o)}`),
      ...(more ? [`${more} more resources`] : []),
    ];
  }
  switch (summary?.form) {
    case 'tests':
      return summary.failures.map((t) => `failed    ${t.name}`);
    case 'scan':
      return summary.findings.map(findingLine);
    case 'sbom':
      return summary.vulnerabilities.map(findingLine);
    case 'text':
      return summary.text.split('\n');
    default:
      return [];
  }
}

function pieceText(e: Evidence): string {
  const words = nothingToApply(e) ? 'nothing to apply' : evidenceWords(e);
  const head = [KIND_WORDS[e.kind], placeText(e.place)].join(' ');
  const problem = e.problem && e.problem.words !== words ? [`! ${e.problem.words}`] : [];
  const warning = e.warning ? [`! ${e.warning}`] : [];
  const lines = [...warning, ...problem, ...bodyLines(e)];
  return [`${head}${words ? `: ${words}` : ''}`, ...lines.map(indent)].join('\n');
}

function requirementLines(view: EvidenceView): readonly string[] {
  return view.requirements.map(({ rule, unmet }) => `${rule}: ${unmet ? unmet.words : 'met'}`);
}

/** Lines below a heading; nothing where there are none. */
const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length ? [heading, ...lines.map(indent), ''] : [];

function evidenceLines(view: EvidenceView | undefined): readonly string[] {
  if (!view) return [];
  const { artifacts, files } = view.looked;
  const none = [`Nothing was found in ${files} files of ${artifacts} artifacts.`];
  return [
    ...section(
      'Contradictions',
      view.contradictions.map((c) => c.words),
    ),
    ...section(
      `Evidence ${view.hash.slice(0, 12)}`,
      view.pieces.length ? view.pieces.map(pieceText) : none,
    ),
    ...section(
      'Could not be read',
      view.unread.map((u) => `${placeText(u.place)}: ${u.why}`),
    ),
    ...section(
      'Not read',
      view.leftOut.map((l) => `${placeText(l.place)}: ${l.why}`),
    ),
    ...section('Required', requirementLines(view)),
  ];
}

/** What a person reads before the answer: what the author says, the evidence, what would happen. */
export function approvalText(gate: Gate, p: ChangePreview): string {
  const asks = [gate.customData, gate.link].flatMap((text) => (text ? [text] : []));
  const lines = [
    `${p.title}  (${gate.stage}/${gate.action})`,
    '',
    ...section('To review', asks),
    ...section('Revisions', [
      `${p.before?.label ?? 'Live'}: ${revisionText(p.before?.revision, p.before?.none ?? 'nothing')}`,
      `${p.after?.label ?? 'Candidate'}: ${revisionText(p.after?.revision, 'not known')}`,
    ]),
    ...evidenceLines(p.evidence),
    ...section('What will happen', p.steps),
    ...(p.warning ? [`! ${p.warning}`, ''] : []),
    ...(p.blocked ? [`Not possible now: ${p.blocked}`, ''] : []),
  ];
  return printable(lines.join('\n').replaceAll('`', ''));
}
