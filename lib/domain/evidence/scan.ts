import { maskLines } from '../secrets';
import {
  SEVERITIES,
  type EvidenceProblem,
  type Finding,
  type ScanSummary,
  type Severity,
  type SeverityCounts,
} from './evidence';
import { entryOf, listOf, numberOf, textOf, treeOf, treesOf, type Tree } from './json-values';
import { cut, plainName, plainText } from './plain-text';

/** More are counted and not shown. */
export const MAX_FINDINGS = 2000;
const MAX_MESSAGE = 500;

export const findingText = (text: string): string =>
  cut(maskLines(plainText(text)).replace(/\s+/g, ' ').trim(), MAX_MESSAGE);

export function countSeverities(findings: readonly Finding[]): SeverityCounts {
  const counts: Record<Severity, number> = {
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    note: 0,
    unknown: 0,
  };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

export const bySeverity = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));

/** [doc] SARIF 2.1.0: a log has a version and runs. */
export const isSarif = (value: Tree): boolean =>
  Array.isArray(value['runs']) &&
  textOf(value['version']) !== undefined &&
  (value['version'] === '2.1.0' || /sarif/i.test(textOf(value['$schema']) ?? '')) &&
  treesOf(value['runs']).every((run) => treeOf(treeOf(run['tool'])?.['driver']) !== undefined);

/** GitHub's bounds for `security-severity`, a CVSS score. */
function byScore(score: number): Severity | undefined {
  if (Number.isNaN(score) || score <= 0) return undefined;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

const LEVELS: Readonly<Record<string, Severity>> = {
  error: 'high',
  warning: 'medium',
  note: 'note',
  none: 'note',
};

interface Run {
  readonly tool: string;
  readonly rules: ReadonlyMap<string, Tree>;
  readonly listed: readonly Tree[];
}

function runOf(run: Tree): Run {
  const tool = treeOf(run['tool']);
  const driver = treeOf(tool?.['driver']) ?? {};
  const listed = treesOf(driver['rules']);
  const all = [...listed, ...treesOf(tool?.['extensions']).flatMap((e) => treesOf(e['rules']))];
  return {
    tool: plainName(textOf(driver['name']) ?? 'SARIF'),
    rules: new Map(all.map((r) => [textOf(r['id']) ?? '', r])),
    listed,
  };
}

function ruleOf(result: Tree, run: Run): { id: string; rule: Tree | undefined } {
  const own = treeOf(result['rule']);
  const id = textOf(result['ruleId']) ?? textOf(own?.['id']);
  const index = numberOf(result['ruleIndex'] ?? own?.['index']);
  const rule = id === undefined ? run.listed[index] : (run.rules.get(id) ?? run.listed[index]);
  return { id: id ?? textOf(rule?.['id']) ?? '', rule };
}

function severityOf(result: Tree, rule: Tree | undefined): Severity {
  const score = (of: Tree | undefined): number =>
    numberOf(treeOf(of?.['properties'])?.['security-severity']);
  const level =
    textOf(result['level']) ??
    textOf(treeOf(rule?.['defaultConfiguration'])?.['level']) ??
    'warning';
  return byScore(score(result)) ?? byScore(score(rule)) ?? entryOf(LEVELS, level) ?? 'unknown';
}

function whereOf(result: Tree): { uri: string; line: number } {
  const physical = treeOf(treesOf(result['locations'])[0]?.['physicalLocation']);
  return {
    uri: textOf(treeOf(physical?.['artifactLocation'])?.['uri']) ?? '',
    line: numberOf(treeOf(physical?.['region'])?.['startLine']),
  };
}

function messageOf(result: Tree, rule: Tree | undefined): string {
  const message = treeOf(result['message']);
  const named = treeOf(entryOf(treeOf(rule?.['messageStrings']) ?? {}, textOf(message?.['id'])));
  const words =
    textOf(message?.['text']) ??
    textOf(named?.['text']) ??
    textOf(treeOf(rule?.['shortDescription'])?.['text']) ??
    '';
  const values = listOf(message?.['arguments']).map(String);
  return findingText(words.replace(/\{(\d)\}/g, (whole, i: string) => values[Number(i)] ?? whole));
}

/** What a tool computed so that the same finding is known again; else rule and place. */
function identityOf(result: Tree, id: string, tool: string): string {
  const prints = treeOf(result['fingerprints']) ?? treeOf(result['partialFingerprints']);
  const { uri, line } = whereOf(result);
  const own = prints && Object.keys(prints).length ? Object.entries(prints).sort() : [uri, line];
  return cut(JSON.stringify([tool, id, own]), 1000);
}

/** Accepted, or not yet looked at by those who may. */
const isSuppressed = (result: Tree): boolean =>
  treesOf(result['suppressions']).some(
    (s) => s['status'] === undefined || s['status'] === 'accepted',
  );

/** Kinds of results that are no findings. */
const NONE = /^(?:pass|notApplicable|informational)$/;
const isFinding = (result: Tree): boolean =>
  !NONE.test(textOf(result['kind']) ?? 'fail') && result['baselineState'] !== 'absent';

function findingOf(result: Tree, run: Run): Finding {
  const { id, rule } = ruleOf(result, run);
  const { uri, line } = whereOf(result);
  return {
    id: identityOf(result, id, run.tool),
    rule: plainName(id),
    severity: severityOf(result, rule),
    message: messageOf(result, rule),
    where: plainName(Number.isNaN(line) || !uri ? uri : `${uri}:${line}`),
  };
}

export interface ReadScan {
  readonly summary?: ScanSummary;
  readonly problem?: EvidenceProblem | undefined;
}

export function readSarif(log: Tree): ReadScan {
  const version = textOf(log['version']) ?? '';
  if (version !== '2.1.0')
    return {
      problem: { kind: 'unknown-version', words: `SARIF ${plainName(version)} is not known.` },
    };
  const runs = treesOf(log['runs']);
  const read = runs.map((r) => ({
    run: runOf(r),
    results: treesOf(r['results']).filter(isFinding),
  }));
  const open = read.flatMap(({ run, results }) =>
    results.filter((r) => !isSuppressed(r)).map((r) => findingOf(r, run)),
  );
  const all = read.reduce((n, { results }) => n + results.length, 0);
  const failed = runs.some((r) =>
    treesOf(r['invocations']).some((i) => i['executionSuccessful'] === false),
  );
  return {
    summary: {
      form: 'scan',
      tools: [...new Set(read.map(({ run }) => run.tool))],
      findings: bySeverity(open).slice(0, MAX_FINDINGS),
      more: Math.max(0, open.length - MAX_FINDINGS),
      counts: countSeverities(open),
      suppressed: all - open.length,
    },
    problem: failed
      ? { kind: 'incomplete', words: 'The scan failed: it may not have found everything.' }
      : undefined,
  };
}
