import { attributesOf, type RawAttribute } from './attributes';
import type { ChangesSummary, EvidenceProblem, ResourceAction } from './evidence';
import { changesSummary, type FoundChange } from './found-changes';
import { entryOf, listOf, numberOf, textOf, treeOf, type Tree } from './json-values';
import { Veil } from './veil';

/** Terraform's and OpenTofu's own words for why (JSON output format, `action_reason`), as sentences of ours. */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_cannot_update: 'cannot be updated in place',
  replace_because_tainted: 'is tainted',
  replace_by_request: 'was asked to be replaced',
  replace_by_triggers: 'a resource that it follows changes',
  delete_because_no_resource_config: 'is not in the configuration any more',
  delete_because_wrong_repetition: 'its count or for_each changed',
  delete_because_count_index: 'its index is beyond count',
  delete_because_each_key: 'its key is not in for_each any more',
  delete_because_no_module: 'its module is not in the configuration any more',
  delete_because_no_move_target: 'it was moved to what is not in the configuration',
  delete_because_enabled_false: 'it is not enabled any more',
  read_because_config_unknown: 'depends on values that are known after apply',
  read_because_dependency_pending: 'depends on resources that change',
  read_because_check_nested: 'is read by a check',
};

/** `terraform show -json PLAN`; a state has `values` and plans nothing. */
export const isTerraformPlan = (value: Tree): boolean =>
  typeof value['format_version'] === 'string' &&
  typeof value['terraform_version'] === 'string' &&
  !('values' in value) &&
  (Array.isArray(value['resource_changes']) ||
    treeOf(value['planned_values']) !== undefined ||
    treeOf(value['output_changes']) !== undefined);

interface Act {
  readonly action: ResourceAction;
  readonly isKept?: boolean;
  readonly reason?: string;
}

const KNOWN: readonly string[] = ['no-op', 'create', 'read', 'update', 'delete', 'forget'];

/** What a list of actions comes to: of any combination, the worst that is in it. */
function actOf(actions: readonly unknown[]): Act {
  const has = (action: string): boolean => actions.includes(action);
  const strange = actions.find((a) => !KNOWN.includes(String(a)));
  if (strange !== undefined && !has('delete'))
    return {
      action: 'update',
      reason: `“${String(strange)}” is an action that Starboard does not know`,
    };
  if (has('create') && has('delete')) return { action: 'replace' };
  if (has('create') && has('forget'))
    return {
      action: 'replace',
      isKept: true,
      reason: 'the old one stays and is not managed any more',
    };
  const [action = 'no-op'] = ['delete', 'forget', 'update', 'create', 'read'].filter(has);
  return { action: action as ResourceAction };
}

const pathWords = (path: unknown): string =>
  listOf(path).reduce<string>((words, step) => {
    if (typeof step === 'number') return `${words}[${step}]`;
    return words === '' ? String(step) : `${words}.${String(step)}`;
  }, '');

function attributes(change: Tree, veil: Veil): RawAttribute[] {
  return attributesOf(
    {
      before: change['before'],
      after: change['after'],
      beforeSensitive: change['before_sensitive'],
      afterSensitive: change['after_sensitive'],
      unknown: change['after_unknown'],
    },
    veil,
  );
}

function changeOf(entry: Tree, veil: Veil): FoundChange | undefined {
  const change = treeOf(entry['change']);
  const address = textOf(entry['address']);
  if (!change || address === undefined) return undefined;
  const { action, isKept = false, reason } = actOf(listOf(change['actions']));
  const movedFrom = textOf(entry['previous_address']);
  const importing = treeOf(change['importing']);
  const importedFrom = importing && (textOf(importing['id']) ?? 'an identity');
  const deposed = textOf(entry['deposed']);
  const code = textOf(entry['action_reason']);
  const reasons = [
    reason,
    code === undefined ? undefined : (entryOf(REASONS, code) ?? code.replaceAll('_', ' ')),
    deposed === undefined ? undefined : `deposed object ${deposed}`,
    entry['mode'] === 'data' ? 'data source' : undefined,
  ];
  const still = importing ? 'import' : movedFrom === undefined ? 'no-op' : 'move';
  return {
    address,
    type: textOf(entry['type']) ?? '',
    scope: '',
    physicalId: textOf(treeOf(change['before'])?.['id']),
    action: action === 'no-op' ? still : action,
    movedFrom,
    importedFrom,
    attributes: attributes(change, veil),
    replacedFor: listOf(change['replace_paths']).map(pathWords).filter(Boolean),
    reasons: reasons.filter((r) => r !== undefined),
    isKept,
  };
}

const changesOf = (value: unknown, veil: Veil): FoundChange[] =>
  listOf(value).flatMap((entry) => {
    const tree = treeOf(entry);
    return (tree && changeOf(tree, veil)) ?? [];
  });

/** Values of variables that the configuration declares sensitive: they come up where nobody marked them. */
function declareVariables(plan: Tree, veil: Veil): void {
  const declared = treeOf(treeOf(treeOf(plan['configuration'])?.['root_module'])?.['variables']);
  for (const [name, variable] of Object.entries(declared ?? {}))
    if (treeOf(variable)?.['sensitive'] === true) {
      veil.declare(treeOf(entryOf(treeOf(plan['variables']) ?? {}, name))?.['value']);
      veil.declare(treeOf(variable)?.['default']);
    }
}

function outputsOf(plan: Tree, veil: Veil): RawAttribute[] {
  return Object.entries(treeOf(plan['output_changes']) ?? {}).flatMap(([name, value]) => {
    const change = treeOf(value);
    if (!change || listOf(change['actions']).every((a) => a === 'no-op')) return [];
    const named = (v: unknown): Tree => ({ [name]: v });
    return attributesOf(
      {
        before: named(change['before']),
        after: named(change['after']),
        beforeSensitive: named(change['before_sensitive']),
        afterSensitive: named(change['after_sensitive']),
        unknown: named(change['after_unknown']),
      },
      veil,
    );
  });
}

function checkNotes(plan: Tree): string[] {
  return listOf(plan['checks']).flatMap((value) => {
    const check = treeOf(value);
    const status = check?.['status'];
    if (status !== 'fail' && status !== 'error') return [];
    const address = textOf(treeOf(check?.['address'])?.['to_display']) ?? 'a check';
    return [`${address} ${status === 'fail' ? 'fails' : 'could not be checked'}`];
  });
}

function notesOf(plan: Tree): string[] {
  const deferred = listOf(plan['deferred_changes']).length;
  const invoked = listOf(plan['action_invocations']).length;
  return [
    ...checkNotes(plan),
    ...(deferred ? [`${deferred} changes are deferred to another plan`] : []),
    ...(plan['complete'] === false && !deferred ? ['Another plan is needed after this one'] : []),
    ...(invoked ? [`${invoked} actions of providers are invoked`] : []),
  ];
}

/** OpenTofu writes its version under Terraform's name; only its registry tells it. */
function toolOf(plan: Tree, text: string): string {
  const tool = text.includes('registry.opentofu.org/') ? 'OpenTofu' : 'Terraform';
  return `${tool} ${textOf(plan['terraform_version']) ?? ''}`;
}

export interface ReadChanges {
  readonly summary?: ChangesSummary | undefined;
  readonly problem?: EvidenceProblem | undefined;
}

/** A plan as JSON. `text` is the file it was parsed from. */
export function readTerraformPlan(plan: Tree, text: string): ReadChanges {
  const version = String(plan['format_version']);
  if (!(numberOf(version.split('.')[0]) < 2))
    return {
      problem: {
        kind: 'unknown-version',
        words: `Plans of format ${version.slice(0, 20)} are not known.`,
      },
    };
  const veil = new Veil();
  declareVariables(plan, veil);
  // All that is secret is learnt before anything is shown.
  const changes = changesOf(plan['resource_changes'], veil);
  const drift = changesOf(plan['resource_drift'], veil);
  const outputs = outputsOf(plan, veil);
  const madeAt = Date.parse(textOf(plan['timestamp']) ?? '');
  const summary = changesSummary(
    {
      tool: toolOf(plan, text),
      changes,
      drift,
      outputs,
      madeAt: Number.isNaN(madeAt) ? undefined : madeAt,
      notes: notesOf(plan),
    },
    veil,
  );
  const problem: EvidenceProblem | undefined =
    plan['errored'] === true
      ? {
          kind: 'incomplete',
          words: 'Terraform failed while it planned: not all changes are here.',
        }
      : undefined;
  return { summary, problem };
}
