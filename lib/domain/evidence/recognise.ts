import { isChangeSet, readChangeSet } from './change-set';
import type {
  Evidence,
  EvidenceFile,
  EvidenceKind,
  EvidencePlace,
  EvidenceProblem,
  EvidenceSummary,
} from './evidence';
import { decode } from './decode';
import { readJson, repeatedKey } from './json-file';
import { treeOf, treesOf, type Tree } from './json-values';
import { plainName } from './plain-text';
import { beginningOf } from './beginnings';
import { isTerraformPlan, readTerraformPlan } from './terraform';

/** What a format makes of a file. */
export interface Reading {
  readonly kind: EvidenceKind;
  readonly summary?: EvidenceSummary | undefined;
  readonly problem?: EvidenceProblem | undefined;
}

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
];

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
  return { kind, ...format.read(file.value, text) };
}

const tooLarge = (size: number): EvidenceProblem => ({
  kind: 'too-large',
  words: `With ${Math.ceil(size / 1024 / 1024)} MB it is too large to be shown.`,
});

function readFile(file: EvidenceFile): Reading | undefined {
  const text = decode(file.bytes);
  if (text === undefined) return undefined;
  if (file.bytes.length < file.size) {
    const kind = beginningOf(text);
    return kind && { kind, problem: tooLarge(file.size) };
  }
  return /^\s*[{[]/.test(text) ? readJsonFormat(text) : undefined;
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
