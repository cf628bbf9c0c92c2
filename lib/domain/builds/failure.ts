import { plainText, type CaseView, type TestsView } from './build-detail';
import { lineKind, lineText } from '@/lib/domain/logs/log';

/** What one failing test, or the log, said. */
export interface FailureExcerpt {
  /** The test's name; unset of a log. */
  readonly title?: string | undefined;
  /** The file, class or suite of the test. */
  readonly where?: string | undefined;
  readonly text: string;
}

/** Why a build failed, in its own words rather than AWS's. */
export interface BuildFailure {
  readonly headline: string;
  readonly excerpts: readonly FailureExcerpt[];
  /** Failing tests beyond those excerpts. */
  readonly more: number;
  /** Parts that could not be read, in words. */
  readonly unread: readonly string[];
}

const EXCERPTS = 3;
const MAX_LINES = 12;
const MAX_LINE = 400;

/** A frame of a stack inside a runtime or a dependency: it is not where the mistake is. */
const FOREIGN_FRAME = /^\s*at .*(?:node:internal|node_modules|\(node:)/;

const cutLine = (line: string): string =>
  line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;

/** Node's runner wraps what a test threw in an error of its own, and writes that with its members. */
const NODE_WRAPPER = /^\[?Error \[ERR_TEST_FAILURE\]: (.*?)\] \{\n\s+code: 'ERR_TEST_FAILURE'.*$/s;

const letters = (text: string): string => text.replaceAll(/\s+/g, '');

/** A report's `message` often repeats its text in one line: the text, with its line breaks, is enough. */
function withoutRepeat(text: string): string {
  const end = text.indexOf('\n');
  if (end < 0) return text;
  const rest = text.slice(end + 1);
  return letters(rest).includes(letters(text.slice(0, end))) ? rest : text;
}

/** The first lines of what a test said, without colours, blank ends and the frames of others. */
export function shortened(message: string): string {
  const text = withoutRepeat(plainText(message).replaceAll('\r', '').trim());
  const lines = text
    .replace(NODE_WRAPPER, '$1')
    .split('\n')
    .filter((line) => !FOREIGN_FRAME.test(line));
  const first = lines.findIndex((line) => line.trim() !== '');
  const kept = first < 0 ? [] : lines.slice(first, first + MAX_LINES);
  const short = kept.map(cutLine).join('\n').trimEnd();
  return first >= 0 && lines.length > first + MAX_LINES ? `${short}\n…` : short;
}

/** A file of source code and its line, as stacks, compilers and test runners write them: one word. */
const PLACE = /^([^:]+\.(?:[cm]?[jt]sx?|py|go|rb|rs|java|kt|cs|php)):(\d+)(?:$|[:,])/;
const PYTHON_FRAME = /^[ \t]*File "([^"]+)", line (\d+)/gm;
const FOREIGN_FILE = /node_modules|site-packages|^\/usr\/lib\//;

/** Where in the source a test failed, by the first place it names that is no runtime's or dependency's. */
export function placeIn(message: string): string | undefined {
  const text = plainText(message);
  const words = text.split(/[\s()'"]+/).map((w) => PLACE.exec(w.replace(/^file:\/\//, '')));
  for (const [, file = '', line = ''] of [
    ...text.matchAll(PYTHON_FRAME),
    ...words.filter((m) => m !== null),
  ])
    if (!FOREIGN_FILE.test(file))
      // A build's own folder says nothing: what is under it is the repository.
      return `${file.replace(/^.*\/codebuild\/output\/src[^/]*\/src\//, '')}:${line}`;
  return undefined;
}

const nameOf = (c: CaseView): string => c.name || c.prefix || 'a test without a name';

/** `1 of 6 tests failed: greets by name`. */
function testHeadline({ failed, total, bad }: TestsView): string {
  const [first, ...others] = bad;
  const counted = `${failed} of ${total} ${total === 1 ? 'test' : 'tests'} failed`;
  if (!first) return counted;
  return `${counted}: ${nameOf(first)}${others.length || failed > 1 ? ' and others' : ''}`;
}

/** The failure as the test reports tell it; undefined where every test passed. */
export function failureByTests(
  tests: TestsView | undefined,
): Omit<BuildFailure, 'unread'> | undefined {
  if (!tests || tests.failed === 0) return undefined;
  const excerpts = tests.bad.slice(0, EXCERPTS).map((c): FailureExcerpt => ({
    title: nameOf(c),
    where: (placeIn(c.message) ?? c.prefix) || undefined,
    text: shortened(c.message),
  }));
  return {
    headline: testHeadline(tests),
    excerpts,
    more: Math.max(0, tests.failed - excerpts.length),
  };
}

/** `TypeError: x is not a function`, `java.lang.IllegalStateException: …`: what a runtime says of an error, after the code that threw it. */
const NAMED_ERROR = /^[\w.]*(?:Error|Exception): \S/;

/** The failure as the log tells it: from the line that says what went wrong to the end of what the command said. */
export function failureByLog(
  lines: readonly { readonly text: string }[],
  cause: number | undefined,
): Omit<BuildFailure, 'unread'> | undefined {
  const first = cause === undefined ? undefined : lines[cause];
  if (!first || cause === undefined) return undefined;
  const end = lines.findIndex((l, i) => i > cause && lineKind(l.text) !== '');
  const said = lines
    .slice(cause, end < 0 ? undefined : end)
    .map((l) => lineText(l.text))
    .join('\n');
  const text = shortened(said);
  const named = text.split('\n').find((line) => NAMED_ERROR.test(line));
  return {
    headline: (named ?? cutLine(plainText(lineText(first.text)))).trim(),
    excerpts: lineKind(first.text) === '' ? [{ text }] : [],
    more: 0,
  };
}

/** CodeBuild's message about a command (AWS-documented form of COMMAND_EXECUTION_ERROR). */
const COMMAND = /^Error while executing command: (.*)\. Reason: exit status (\d+)$/s;

/** The command that a phase failed in, and its exit status; undefined of any other failure. */
export function failedCommand(
  message: string,
): { readonly command: string; readonly status: string } | undefined {
  const [, command, status] = COMMAND.exec(message) ?? [];
  return command === undefined || status === undefined ? undefined : { command, status };
}
