import type { PageState, Reading } from '../../lib/server/verify/reading';
import type { Problem } from '../../lib/server/verify/recording';
import type { PageReport, Report } from '../../lib/server/verify/report';
import type { Strange, Strangeness } from '../../lib/server/verify/strange';
import type { TrialPlan, TrialReport, TrialStep } from '../../lib/server/trial/trial';
import { timeOf } from './progress';

const WORDS: Readonly<Record<PageState, string>> = {
  works: 'works',
  part: 'works in part',
  fails: 'does not work',
  nothing: 'nothing to show',
};

const callsIn = (calls: Iterable<number>): number => [...calls].reduce((a, b) => a + b, 0);
const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** One line for each page that was read. */
export function readingLine({ page, of, state, recording }: Reading): string {
  const calls = plural(callsIn(recording.calls.values()), 'call');
  return `${timeOf(new Date())}  ${WORDS[state].padEnd(16)} ${page}${of === undefined ? '' : ` (${of})`}, ${calls}\n`;
}

const topCalls = (calls: Readonly<Record<string, number>>, most: number): string =>
  Object.entries(calls)
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([call, n]) => `${call} ${n}`)
    .join(', ');

const problemLine = (p: Problem): string =>
  `      ${[p.message, p.nextStep].filter(Boolean).join(' ')}\n${p.command === undefined ? '' : `      ${p.command}\n`}`;

function pageText({ page, state, readings, calls, problems }: PageReport): string {
  const cost = callsIn(Object.values(calls));
  const each = readings > 1 ? `, read ${readings} times` : '';
  return [
    `  ${page.padEnd(24)} ${WORDS[state].padEnd(16)} ${plural(cost, 'call')}${each}${cost ? `: ${topCalls(calls, 3)}` : ''}\n`,
    ...problems.map(problemLine),
  ].join('');
}

/** The permissions that are missing, each once, with our policy that has it. */
function missingText(pages: readonly PageReport[]): string {
  const denied = pages.flatMap((p) => p.problems).filter((p) => p.action !== undefined);
  const lines = new Set(
    denied.map((p) => `  ${p.action ?? ''}${p.policy === undefined ? '' : ` (${p.policy})`}\n`),
  );
  return lines.size ? `\nMissing permissions:\n${[...lines].sort().join('')}` : '';
}

const STRANGE: Readonly<Record<Strangeness, string>> = {
  member: 'a member that the AWS SDK does not know',
  type: 'another type of value than the AWS SDK expects',
  value: 'a value that the AWS SDK does not know',
  provider: 'a provider that Starboard was never tested with',
  unrecorded: 'a member that Starboard was never tested with',
};

const strangeLine = ({ what, call, path, value }: Strange): string =>
  `  ${call} ${path}${value === undefined ? '' : ` = ${value}`}: ${STRANGE[what]}\n`;

function strangeText(strange: readonly Strange[]): string {
  const known = strange.filter((s) => s.what !== 'unrecorded').map(strangeLine);
  const untested = strange.length - known.length;
  const rest = untested
    ? `  ${plural(untested, 'member')} that Starboard was never tested with: --bundle FILE lists them\n`
    : '';
  return strange.length ? `\nForms of AWS's answers that are new:\n${known.join('')}${rest}` : '';
}

/** The whole report, for a terminal. */
export function reportText(report: Report): string {
  const { pages, sample, calls } = report;
  const count = (state: PageState): number => pages.filter((p) => p.state === state).length;
  const sum = [
    plural(count('works'), 'page works', 'pages work'),
    `${count('part')} in part`,
    count('fails') === 1 ? '1 does not' : `${count('fails')} do not`,
  ].join(', ');
  const empty = count('nothing')
    ? ` ${plural(count('nothing'), 'page has', 'pages have')} nothing to show.`
    : '';
  return [
    `\nAccount ${report.account}, ${report.region}: ${sample.names.length} of ${plural(sample.total, 'pipeline')} read.\n`,
    ...pages.map(pageText),
    missingText(pages),
    strangeText(report.strange),
    `\n${sum}.${empty} ${plural(callsIn(Object.values(calls)), 'call')} in all: ${topCalls(calls, 6)}.\n`,
  ].join('');
}

/** What a trial makes and may cost, before anybody is asked. */
export function planText(
  { options, plan, bound, quotas }: TrialPlan,
  account: string,
  backend: string,
): string {
  const types = new Map<string, number>();
  for (const { Type } of Object.values(plan.document.Resources))
    types.set(Type, (types.get(Type) ?? 0) + 1);
  const cost =
    backend === 'aws'
      ? `It may cost up to ${bound.toFixed(2)} USD in the dearest Region: an estimate, not a quote from AWS.`
      : `On this machine it costs nothing; on AWS up to ${bound.toFixed(2)} USD.`;
  return [
    `In account ${account}: the project ${options.name} from the template ${plan.template.id}, a change, a rollback, and its deletion.\n`,
    ...[...types].sort().map(([type, n]) => `  ${String(n).padStart(3)} ${type}\n`),
    `${cost}\n`,
    ...quotas.map((text) => `${text}\n`),
  ].join('');
}

export function stepLine({ step, state, seconds, why }: TrialStep): string {
  return `${timeOf(new Date())}  ${state.padEnd(20)} ${step}, ${seconds} s${why === undefined ? '' : `: ${why}`}\n`;
}

export function trialText({ name, steps, left, works }: TrialReport): string {
  const failed = steps.find((s) => s.state === 'failed');
  const end = works
    ? `Everything worked for ${name}.`
    : `${failed?.step ?? 'It'} failed: ${failed?.why ?? ''}`;
  return `${end}\nLeft in the account: ${left.length ? left.join('; ') : 'nothing'}.\n`;
}
