import { cucumber } from '@/common/reports/cucumber';
import { simplecov } from '@/common/reports/simplecov';
import { beginningOf } from './beginnings';
import { isCdkDiff, readCdkDiff } from './cdk-diff';
import { isChangeSet, readChangeSet } from './change-set';
import {
  coverageSummary,
  isIstanbulSummary,
  isLcov,
  isSimplecov,
  readIstanbulSummary,
  readLcov,
} from './coverage';
import type {
  Evidence,
  EvidenceFile,
  EvidenceKind,
  EvidencePlace,
  EvidenceProblem,
} from './evidence';
import { decode } from './decode';
import { readJson, repeatedKey } from './json-file';
import { treeOf, treesOf, type Tree } from './json-values';
import {
  isHelmDiff,
  isHelmJson,
  isKubernetesDiff,
  readHelmDiff,
  readHelmJson,
  readKubernetesDiff,
} from './kubernetes-diff';
import { plainName, plainText } from './plain-text';
import { readImage, readText } from './presented';
import type { Reading } from './reading';
import { isCycloneDx, isSpdx, readCycloneDx, readSpdx } from './sbom';
import { isSarif, readSarif } from './scan';
import { isTerraformPlan, readTerraformPlan } from './terraform';
import { isCtrf, isCucumber, readCtrf, testsSummary } from './test-reports';
import { readXml, xmlFormatOf } from './xml-reports';

interface JsonFormat {
  readonly kind: EvidenceKind;
  readonly is: (value: unknown) => boolean;
  readonly read: (value: unknown, text: string) => Omit<Reading, 'kind'>;
}

const ofTree =
  (is: (tree: Tree) => boolean) =>
  (value: unknown): boolean => {
    const tree = treeOf(value);
    return tree !== undefined && is(tree);
  };

const JSON_FORMATS: readonly JsonFormat[] = [
  {
    kind: 'terraform-plan',
    is: ofTree(isTerraformPlan),
    read: (value, text) => readTerraformPlan(treeOf(value) ?? {}, text),
  },
  {
    kind: 'change-set',
    // A command's answer, or several of them in a list.
    is: (value) =>
      Array.isArray(value)
        ? value.length > 0 && value.every(ofTree(isChangeSet))
        : ofTree(isChangeSet)(value),
    read: (value) => readChangeSet(treesOf(Array.isArray(value) ? value : [value]), false),
  },
  { kind: 'scan', is: ofTree(isSarif), read: (value) => readSarif(treeOf(value) ?? {}) },
  { kind: 'sbom', is: ofTree(isCycloneDx), read: (value) => readCycloneDx(treeOf(value) ?? {}) },
  { kind: 'sbom', is: ofTree(isSpdx), read: (value) => readSpdx(treeOf(value) ?? {}) },
  {
    kind: 'test-report',
    is: ofTree(isCtrf),
    read: (value) => ({ summary: readCtrf(treeOf(value) ?? {}) }),
  },
  {
    kind: 'test-report',
    is: isCucumber,
    read: (value) => ({ summary: testsSummary('Cucumber', cucumber(value)) }),
  },
  {
    kind: 'coverage',
    is: ofTree(isIstanbulSummary),
    read: (value) => ({
      summary: coverageSummary('Istanbul', readIstanbulSummary(treeOf(value) ?? {})),
    }),
  },
  {
    kind: 'coverage',
    is: ofTree(isSimplecov),
    read: (value) => ({ summary: coverageSummary('SimpleCov', simplecov(value)) }),
  },
  { kind: 'helm-diff', is: isHelmJson, read: readHelmJson },
];

interface TextFormat {
  readonly kind: EvidenceKind;
  readonly is: (text: string) => boolean;
  readonly read: (text: string) => Omit<Reading, 'kind'>;
}

function readTracefile(text: string): Omit<Reading, 'kind'> {
  const { files, isWhole } = readLcov(text);
  return {
    summary: coverageSummary('LCOV', files),
    problem: isWhole ? undefined : { kind: 'cut', words: 'It ends within a file’s record.' },
  };
}

const TEXT_FORMATS: readonly TextFormat[] = [
  { kind: 'cdk-diff', is: isCdkDiff, read: readCdkDiff },
  { kind: 'kubernetes-diff', is: isKubernetesDiff, read: readKubernetesDiff },
  { kind: 'helm-diff', is: isHelmDiff, read: readHelmDiff },
  { kind: 'coverage', is: isLcov, read: readTracefile },
];

/** Text that is made for people, with or without colours. */
function readTextFormat(text: string): Reading | undefined {
  const plain = plainText(text);
  const format = TEXT_FORMATS.find(({ is }) => is(plain));
  return format && { kind: format.kind, ...format.read(plain) };
}

function readJsonFormat(text: string): Reading | undefined {
  const file = readJson(text);
  if ('problem' in file) {
    const kind = beginningOf(text);
    return kind && { kind, problem: file.problem };
  }
  const format = JSON_FORMATS.find(({ is }) => is(file.value));
  if (!format) return undefined;
  const { kind } = format;
  const key = repeatedKey(text);
  if (key !== undefined)
    return {
      kind,
      problem: {
        kind: 'ambiguous',
        words: `It has the key “${plainName(key)}” twice in one object.`,
      },
    };
  try {
    return { kind, ...format.read(file.value, text) };
  } catch (error) {
    // A list where a text should be: no reader asks at every step.
    if (!(error instanceof TypeError)) throw error;
    return { kind, problem: { kind: 'cut', words: 'It is not what its format says.' } };
  }
}

const tooLarge = (size: number): EvidenceProblem => ({
  kind: 'too-large',
  words: `With ${Math.ceil(size / 1024 / 1024)} MB it is too large to be shown.`,
});

/** What a file that is not read to its end would be. */
function readBeginning(text: string, size: number): Reading | undefined {
  const kind = beginningOf(text) ?? xmlFormatOf(text)?.kind;
  return kind && { kind, problem: tooLarge(size) };
}

function readWhole(text: string, path: string): Reading | undefined {
  if (/^\uFEFF?\s*</.test(text)) return readXml(text);
  if (/^\uFEFF?\s*[{[]/.test(text)) {
    const reading = readJsonFormat(text);
    if (reading) return reading;
  }
  return readTextFormat(text) ?? readText(text, path);
}

function readFile({ bytes, size, place }: EvidenceFile): Reading | undefined {
  const image = readImage(bytes);
  if (image) return image;
  const text = decode(bytes);
  if (text === undefined) return undefined;
  return bytes.length < size ? readBeginning(text, size) : readWhole(text, place.path);
}

/** A file's evidence, recognised by its content; nothing where it is none. Nothing of the file is executed. */
export function recognise(file: EvidenceFile): Evidence | undefined {
  const reading = readFile(file);
  return (
    reading && {
      ...reading,
      place: plainPlace(file.place),
      sha256: file.sha256,
      bytes: file.size,
    }
  );
}

const plainPlace = (place: EvidencePlace): EvidencePlace => ({
  action: plainName(place.action),
  artifact: plainName(place.artifact),
  path: plainName(place.path),
});

/** What an API answered, and a hash of it. */
export interface ChangeSetAnswers {
  readonly place: EvidencePlace;
  readonly sha256: string;
  readonly bytes: number;
  /**
   * All answers of DescribeChangeSet (with IncludePropertyValues): every page of the change set itself first, then those of
   * its nested stacks.
   */
  readonly answers: readonly object[];
}

/** A change set that waits, as CloudFormation describes it. */
export function changeSetEvidence({ place, sha256, bytes, answers }: ChangeSetAnswers): Evidence {
  return {
    kind: 'change-set',
    ...readChangeSet(treesOf(answers), true),
    place: plainPlace(place),
    sha256,
    bytes,
  };
}
