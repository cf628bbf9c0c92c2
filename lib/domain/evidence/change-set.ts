import { attributesOf, type RawAttribute } from './attributes';
import type { ResourceAction } from './evidence';
import { changesSummary, type FoundChange } from './found-changes';
import { entryOf, parsedIn, textOf, treeOf, treesOf, type Tree } from './json-values';
import type { ReadChanges } from './terraform';
import { Veil } from './veil';

/** What CloudFormation writes for a value that it does not know yet. */
const UNKNOWN = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** The answer to DescribeChangeSet (API reference): a name, a stack, a status; the list of changes may be missing. */
export const isChangeSet = (value: Tree): boolean =>
  (textOf(value['ChangeSetName']) ?? textOf(value['ChangeSetId'])) !== undefined &&
  (textOf(value['StackName']) ?? textOf(value['StackId'])) !== undefined &&
  (Array.isArray(value['Changes']) || textOf(value['Status']) !== undefined);

interface Act {
  readonly action: ResourceAction;
  readonly isKept: boolean;
  readonly reasons: readonly string[];
}

/** [doc] ResourceChange, PolicyAction: what becomes of the physical resource. */
const POLICY_REASONS: Readonly<Record<string, string>> = {
  Retain: 'its deletion policy keeps it',
  Snapshot: 'a snapshot is taken before it is deleted',
  ReplaceAndRetain: 'the old one is kept',
  ReplaceAndSnapshot: 'a snapshot of the old one is taken',
};

function modified(change: Tree): Act {
  const replacement = textOf(change['Replacement']);
  if (replacement === 'True') return { action: 'replace', isKept: false, reasons: [] };
  if (replacement === 'Conditional')
    return {
      action: 'replace',
      isKept: false,
      reasons: ['may be replaced: that is known when it is executed'],
    };
  return { action: 'update', isKept: false, reasons: [] };
}

function plainAct(change: Tree): Act {
  const act = (action: ResourceAction, ...reasons: string[]): Act => ({
    action,
    isKept: false,
    reasons,
  });
  switch (textOf(change['Action'])) {
    case 'Add':
      return act('create');
    case 'Remove':
      return act('delete');
    case 'Import':
      return act('import');
    case 'Modify':
      return modified(change);
    case 'SyncWithActual':
      return act('no-op', 'only what CloudFormation knows of it changes');
    case 'Dynamic':
      // A nested stack is not replaced by what is in it.
      return textOf(change['ResourceType']) === 'AWS::CloudFormation::Stack'
        ? act('update', 'what happens to it is known when it is executed')
        : act('replace', 'what happens to it is known when it is executed');
    default:
      return act(
        'update',
        `“${String(change['Action'])}” is an action that Starboard does not know`,
      );
  }
}

function actOf(change: Tree): Act {
  const act = plainAct(change);
  const policy = textOf(change['PolicyAction']) ?? '';
  const reason = entryOf(POLICY_REASONS, policy);
  if (reason === undefined || (act.action !== 'delete' && act.action !== 'replace')) return act;
  const action = policy === 'Retain' && act.action === 'delete' ? 'forget' : act.action;
  return { action, isKept: true, reasons: [...act.reasons, reason] };
}

/** Where values are not known yet, as a tree of marks. */
function unknownIn(value: unknown): unknown {
  if (value === UNKNOWN) return true;
  if (typeof value !== 'object' || value === null) return undefined;
  const marks = Object.entries(value).flatMap(([key, inner]) => {
    const mark = unknownIn(inner);
    return mark === undefined ? [] : [[key, mark] as const];
  });
  return marks.length ? Object.fromEntries(marks) : undefined;
}

/** Before and after as CloudFormation describes the whole resource, where it was asked for property values. */
function fromContexts(change: Tree, veil: Veil): RawAttribute[] | undefined {
  const read = (name: string): Tree | undefined => treeOf(parsedIn(change[name]));
  const [before, after] = [read('BeforeContext'), read('AfterContext')];
  if (!before && !after) return undefined;
  const flat = (context: Tree | undefined): Tree => {
    const { Properties, ...others } = context ?? {};
    return { ...treeOf(Properties), ...others };
  };
  return attributesOf(
    { before: flat(before), after: flat(after), unknown: unknownIn(flat(after)) },
    veil,
  );
}

const pathOf = (target: Tree): string => {
  const path = textOf(target['Path'])
    ?.replace(/^\/Properties\//, '')
    .replaceAll('/', '.');
  const name = textOf(target['Name']) ?? textOf(target['Attribute']) ?? '';
  return (path ?? name).replace(/\.(\d+)(?=\.|$)/g, '[$1]');
};

/** Before and after as the details of each property say. */
function fromDetails(change: Tree, veil: Veil): RawAttribute[] {
  const found = treesOf(change['Details']).flatMap((detail) => {
    const target = treeOf(detail['Target']);
    if (!target) return [];
    const path = pathOf(target);
    const after = target['AfterValue'];
    const isUnknown =
      after === UNKNOWN || (after === undefined && detail['Evaluation'] === 'Dynamic');
    const name = path.split('.').at(-1) ?? '';
    const [attribute] = attributesOf(
      {
        before: { [name]: target['BeforeValue'] },
        after: { [name]: isUnknown ? undefined : after },
        unknown: isUnknown ? { [name]: true } : undefined,
      },
      veil,
    );
    // Without values only the name is known.
    const bare = { before: undefined, after: undefined, sensitive: false, knownAfterApply: false };
    return [{ ...(attribute ?? bare), path }];
  });
  // CloudFormation names a property once for each of its reasons.
  return [...new Map(found.map((a) => [a.path, a])).values()];
}

/** Properties for which the resource is replaced. */
const replacedFor = (change: Tree): string[] =>
  treesOf(change['Details']).flatMap((detail) => {
    const target = treeOf(detail['Target']);
    const recreation = textOf(target?.['RequiresRecreation']);
    if (!target || (recreation !== 'Always' && recreation !== 'Conditionally')) return [];
    return [pathOf(target)];
  });

/** What was changed outside of CloudFormation, of a change set that looks at the resources as they are. */
function driftOf(change: Tree, scope: string, veil: Veil): FoundChange | undefined {
  const status = textOf(change['ResourceDriftStatus']);
  if (status !== 'MODIFIED' && status !== 'DELETED') return undefined;
  const attributes = treesOf(change['Details']).flatMap((detail) => {
    const target = treeOf(detail['Target']);
    const drift = treeOf(target?.['Drift']);
    if (!target || !drift) return [];
    const path = pathOf(target);
    const name = path.split('.').at(-1) ?? '';
    return attributesOf(
      { before: { [name]: drift['PreviousValue'] }, after: { [name]: drift['ActualValue'] } },
      veil,
    ).map((a) => ({ ...a, path }));
  });
  return {
    address: textOf(change['LogicalResourceId']) ?? '',
    type: textOf(change['ResourceType']) ?? '',
    scope,
    action: status === 'DELETED' ? 'delete' : 'update',
    attributes,
    replacedFor: [],
    reasons: ['was changed outside of CloudFormation'],
  };
}

function changeOf(change: Tree, scope: string, veil: Veil): FoundChange {
  const { action, isKept, reasons } = actOf(change);
  const drift = textOf(change['ResourceDriftStatus']);
  const drifted = drift === 'MODIFIED' || drift === 'DELETED';
  const moduleName = textOf(treeOf(change['ModuleInfo'])?.['LogicalIdHierarchy']);
  return {
    address: textOf(change['LogicalResourceId']) ?? '',
    type: textOf(change['ResourceType']) ?? '',
    scope,
    physicalId: textOf(change['PhysicalResourceId']),
    action,
    attributes: fromContexts(change, veil) ?? fromDetails(change, veil),
    replacedFor: replacedFor(change),
    reasons: [
      ...reasons,
      ...(drifted ? ['was changed outside of CloudFormation'] : []),
      ...(moduleName === undefined ? [] : [`part of module ${moduleName}`]),
    ],
    isKept,
  };
}

/** Parameters that the template hides: their values come up in properties. CloudFormation answers `****` for them itself. */
function declareParameters(answer: Tree, veil: Veil): void {
  for (const parameter of treesOf(answer['Parameters']))
    attributesOf({ before: undefined, after: parameter }, veil);
}

const nameOf = (answer: Tree): string =>
  textOf(answer['StackName']) ?? /:stack\/([^/]+)/.exec(String(answer['StackId']))?.[1] ?? '';

/** `Root/Nested`: stacks by their place among those that are changed together. */
function scopesOf(answers: readonly Tree[]): Map<Tree, string> {
  const byId = new Map(answers.map((a) => [textOf(a['ChangeSetId']) ?? '', a]));
  const scopeOf = (answer: Tree, depth = 0): string => {
    const parent = byId.get(textOf(answer['ParentChangeSetId']) ?? '-');
    if (!parent || parent === answer || depth > answers.length) return nameOf(answer);
    return `${scopeOf(parent, depth + 1)}/${nameOf(answer)}`;
  };
  return new Map(answers.map((a) => [a, scopeOf(a)]));
}

const NOTHING = /didn't contain changes|no updates are to be performed/i;
const isEmpty = (answer: Tree): boolean => NOTHING.test(textOf(answer['StatusReason']) ?? '');

const EXECUTIONS: Readonly<Record<string, string>> = {
  OBSOLETE: 'its stack was updated since it was made',
  EXECUTE_IN_PROGRESS: 'it is being executed',
  EXECUTE_COMPLETE: 'it was executed already',
  EXECUTE_FAILED: 'it was executed already, and failed',
};

/** Why a change set does not do what it says. */
function problemOf(answers: readonly Tree[], listed: boolean): string | undefined {
  for (const answer of answers) {
    const status = textOf(answer['Status']) ?? 'CREATE_COMPLETE';
    if (isEmpty(answer)) continue;
    if (status !== 'CREATE_COMPLETE') {
      const reason = textOf(answer['StatusReason']);
      return `It cannot be executed: its status is ${status}${reason === undefined ? '.' : `: ${reason}`}`;
    }
    const execution = entryOf(EXECUTIONS, textOf(answer['ExecutionStatus']));
    if (execution !== undefined) return `It cannot be executed: ${execution}.`;
    if (textOf(answer['NextToken']) !== undefined && !listed)
      return 'It is one page of several: not all changes are here.';
  }
  return undefined;
}

/** A time as an SDK reads it, or as a command line writes it. */
function timeOf(value: unknown): number | undefined {
  const time = value instanceof Date ? value.getTime() : Date.parse(textOf(value) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/**
 * The answers of DescribeChangeSet: the change set itself first, then those of its nested stacks, each page one answer.
 * `areAllPages`: what has a NextToken is followed by what it leads to.
 */
export function readChangeSet(answers: readonly Tree[], areAllPages: boolean): ReadChanges {
  const [root] = answers;
  if (!root) return {};
  const veil = new Veil();
  for (const answer of answers) declareParameters(answer, veil);
  const scopes = scopesOf(answers);
  const found: FoundChange[] = [];
  const drift: FoundChange[] = [];
  for (const answer of answers) {
    const scope = scopes.get(answer) ?? '';
    for (const entry of treesOf(answer['Changes'])) {
      const change = treeOf(entry['ResourceChange']);
      if (!change) continue;
      found.push(changeOf(change, scope, veil));
      const drifted = driftOf(change, scope, veil);
      if (drifted) drift.push(drifted);
    }
  }
  const description = textOf(root['Description']);
  const summary = changesSummary(
    {
      tool: 'CloudFormation',
      subject: nameOf(root),
      changes: found,
      drift,
      madeAt: timeOf(root['CreationTime']),
      notes: [
        ...(description ? [description] : []),
        ...(root['StackDriftStatus'] === 'DRIFTED' ? ['The stack has drifted'] : []),
      ],
    },
    veil,
  );
  const words = problemOf(answers, areAllPages);
  return {
    summary,
    problem: words === undefined ? undefined : { kind: 'incomplete', words: veil.text(words) },
  };
}
