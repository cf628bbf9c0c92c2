import {
  isChanges,
  SEVERITIES,
  type ChangeCounts,
  type Coverage,
  type Evidence,
  type EvidenceKind,
  type ResourceAction,
  type TestsSummary,
} from './evidence';
import { nothingToApply } from './evidence-order';

/** The heading of each kind of evidence. */
export const KIND_WORDS: Readonly<Record<EvidenceKind, string>> = {
  'terraform-plan': 'Terraform plan',
  'change-set': 'Change set',
  'cdk-diff': 'CDK diff',
  'kubernetes-diff': 'Kubernetes diff',
  'helm-diff': 'Helm diff',
  'test-report': 'Tests',
  coverage: 'Coverage',
  scan: 'Scan',
  sbom: 'SBOM',
  markdown: 'Notes',
  text: 'Text',
  image: 'Image',
};

/** What each action is called beside a resource. */
export const ACTION_WORDS: Readonly<Record<ResourceAction, string>> = {
  delete: 'destroy',
  replace: 'replace',
  create: 'add',
  update: 'change',
  import: 'import',
  move: 'move',
  forget: 'forget',
  read: 'read',
  'no-op': 'no change',
};

const COUNTED: readonly ResourceAction[] = [
  'create',
  'update',
  'replace',
  'delete',
  'import',
  'move',
  'forget',
];

/** `3 to add, 1 to replace, 1 to destroy`; `nothing to apply`. */
export const changeCountsWords = (counts: ChangeCounts): string =>
  COUNTED.filter((action) => counts[action] > 0)
    .map((action) => `${counts[action]} to ${ACTION_WORDS[action]}`)
    .join(', ') || 'nothing to apply';

/** `1 of 12 tests failed`, `12 tests passed`, `2 of 12 tests skipped`. */
function testWords({ failed, skipped, total }: TestsSummary): string {
  const tests = counted(total, 'test');
  if (failed > 0 || total === 0) return `${failed} of ${tests} failed`;
  return skipped > 0 ? `${skipped} of ${tests} skipped, none failed` : `${tests} passed`;
}

/** `87.5%`, rounded down: 100% means all. */
export const percentWords = ({ covered, total }: Coverage): string =>
  total === 0 ? 'nothing to cover' : `${Math.floor((covered / total) * 1000) / 10}%`;

const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** One piece of evidence in counts alone: no name and no value is in it. */
export function evidenceWords(e: Evidence): string {
  const { summary } = e;
  if (!summary) return e.problem?.words ?? '';
  switch (summary.form) {
    case 'changes':
      if (nothingToApply(e)) return 'nothing to apply';
      return changeCountsWords(summary.counts) === 'nothing to apply'
        ? `${counted(summary.outputs.length, 'output')} to change`
        : changeCountsWords(summary.counts);
    case 'tests':
      return testWords(summary);
    case 'coverage':
      return `${percentWords(summary.lines)} of lines covered`;
    case 'scan':
    case 'sbom': {
      const found = SEVERITIES.filter((s) => summary.counts[s] > 0)
        .map((s) => `${summary.counts[s]} ${s}`)
        .join(', ');
      if (summary.form === 'scan') return found || 'no findings';
      return `${counted(summary.total, 'component')}${found && `, vulnerabilities: ${found}`}`;
    }
    case 'text':
    case 'image':
      return '';
  }
}

/** The sentence of a notification: `Terraform plan: 3 to add, 1 to destroy. Tests: 0 of 12 tests failed.` Counts only. */
export const countsOf = (evidence: readonly Evidence[]): string =>
  evidence
    .map((e) => [
      KIND_WORDS[e.kind],
      evidenceWords(e),
      isChanges(e) && e.problem ? 'not all of it could be read' : '',
    ])
    .filter(([, words]) => words)
    .map(([kind = '', ...words]) => `${kind}: ${words.filter(Boolean).join('; ')}.`)
    .join(' ');
