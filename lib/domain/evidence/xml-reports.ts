import { COVERAGE_READERS, TEST_READERS } from '@/common/reports/formats';
import { ReportError } from '@/common/reports/types';
import { coverageSummary } from './coverage';
import type { EvidenceKind, EvidenceSummary } from './evidence';
import type { Reading } from './reading';
import { plainName } from './plain-text';
import { testsSummary } from './test-reports';

interface XmlFormat {
  /** As AWS names it. */
  readonly format: string;
  readonly tool: string;
  readonly kind: EvidenceKind;
  /** What stands in the beginning of its files besides the root element. */
  readonly has?: RegExp;
}

const TESTS = 'test-report';
/** Formats by root element. Others use these names too, so their own marks are asked for. */
const FORMATS: Readonly<Record<string, readonly XmlFormat[]>> = {
  testsuites: [{ format: 'JUNITXML', tool: 'JUnit', kind: TESTS }],
  testsuite: [{ format: 'JUNITXML', tool: 'JUnit', kind: TESTS }],
  'test-run': [{ format: 'NUNIT3XML', tool: 'NUnit', kind: TESTS }],
  'test-results': [{ format: 'NUNITXML', tool: 'NUnit', kind: TESTS }],
  'testng-results': [{ format: 'TESTNGXML', tool: 'TestNG', kind: TESTS }],
  TestRun: [{ format: 'VISUALSTUDIOTRX', tool: 'Visual Studio', kind: TESTS }],
  coverage: [
    { format: 'COBERTURAXML', tool: 'Cobertura', kind: 'coverage', has: /line-rate\s*=/ },
    { format: 'CLOVERXML', tool: 'Clover', kind: 'coverage', has: /<project\b/ },
  ],
  report: [
    {
      format: 'JACOCOXML',
      tool: 'JaCoCo',
      kind: 'coverage',
      has: /jacoco|<(?:package|sessioninfo)\b/i,
    },
  ],
};

/** What a file's own declarations come before. */
const MAX_PROLOG = 8192;
/** How much of a file its marks are in. */
const MAX_BEGINNING = 65_536;

/** The name of the first element, behind declarations and comments. */
export function rootOf(text: string): string | undefined {
  let at = 0;
  const skip = (begin: string, end: string): boolean => {
    if (!text.startsWith(begin, at)) return false;
    const to = text.indexOf(end, at);
    at = to < 0 ? text.length : to + end.length;
    return true;
  };
  while (at < MAX_PROLOG) {
    while (/\s|\uFEFF/.test(text[at] ?? '')) at++;
    if (skip('<?', '?>') || skip('<!--', '-->')) continue;
    // A document type may have declarations of its own, in brackets.
    const isOpen = text.startsWith('<!', at) && text.slice(at, text.indexOf('>', at)).includes('[');
    if (skip('<!', isOpen ? ']>' : '>')) continue;
    return /^<(?:[\w.-]+:)?([A-Za-z][\w.-]*)/.exec(text.slice(at, at + 200))?.[1];
  }
  return undefined;
}

export function xmlFormatOf(text: string): XmlFormat | undefined {
  const root = rootOf(text);
  const first = text.slice(0, MAX_BEGINNING);
  const formats = root !== undefined && Object.hasOwn(FORMATS, root) ? FORMATS[root] : [];
  return formats?.find(({ has }) => !has || has.test(first));
}

function summaryOf({ format, tool, kind }: XmlFormat, text: string): EvidenceSummary {
  if (kind === TESTS) {
    const reader = TEST_READERS[format]?.();
    reader?.write(text);
    return testsSummary(tool, reader?.end() ?? []);
  }
  const reader = COVERAGE_READERS[format]?.();
  reader?.write(text);
  return coverageSummary(tool, reader?.end() ?? []);
}

/** A report of tests or coverage in XML, by the readers that builds use. */
export function readXml(text: string): Reading | undefined {
  const format = xmlFormatOf(text);
  if (!format) return undefined;
  const { kind } = format;
  try {
    return { kind, summary: summaryOf(format, text) };
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    return {
      kind,
      problem: { kind: 'cut', words: `It is no whole report: ${plainName(error.message)}` },
    };
  }
}
