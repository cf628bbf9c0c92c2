import { ACTION_TYPES, typeKey, type ActionType } from './action-types';
import type {
  ActionDeclaration,
  Declaration,
  RuleDeclaration,
  StageDeclaration,
} from './declaration';
import { invalidAction, invalidStage, structure } from './structure-error';
import { validateAction } from './validate-action';
import { hasConditions, validateConditions } from './validate-conditions';
import { validateTriggers } from './validate-triggers';
import { referencesIn } from './variables';

/** What the account and region bring to a structure. */
export interface Surroundings {
  readonly region: string;
  readonly customType: (a: ActionDeclaration) => ActionType | undefined;
}

const NAME = /^[A-Za-z0-9.@\-_]{1,100}$/;
const ARTIFACT = /^[a-zA-Z0-9_-]{1,100}$/;
/** [doc22] AWS-SEMANTICS 3.1. */
const LIMITS = { stages: 50, actions: 500, side: 50, variables: 50 };

/** Whether it has what only a V2 pipeline can: such a structure makes a pipeline V2 (AWS-SEMANTICS 3.1). */
export function needsV2(d: Declaration): boolean {
  return (
    Boolean(d.triggers?.length) ||
    Boolean(d.variables?.length) ||
    (d.executionMode !== undefined && d.executionMode !== 'SUPERSEDED') ||
    d.stages.some(
      (s) =>
        hasConditions(s) ||
        s.actions.some((a) => ACTION_TYPES[typeKey(a)]?.v2 ?? a.environmentVariables !== undefined),
    )
  );
}

function checkStores(d: Declaration, region: string): void {
  if (Boolean(d.artifactStore) === Boolean(d.artifactStores))
    throw structure('A pipeline needs either an artifactStore or artifactStores, not both');
  if (d.artifactStores && !d.artifactStores[region])
    throw structure(`The artifactStores have none for the pipeline's own region ${region}`);
  for (const stage of d.stages) {
    for (const a of stage.actions) {
      if (a.region === undefined || a.region === region) continue;
      if (a.actionTypeId.category === 'Source' || a.actionTypeId.owner !== 'AWS')
        throw invalidAction(
          `Action ${a.name} is in region ${a.region}: source, third-party and custom actions are not cross-region`,
        );
      if (!d.artifactStores?.[a.region])
        throw structure(
          `Action ${a.name} is in region ${a.region}, for which there is no artifact store`,
        );
    }
  }
}

function checkVariables(d: Declaration): void {
  const variables = d.variables ?? [];
  if (variables.length > LIMITS.variables)
    throw structure(`A pipeline has at most ${LIMITS.variables} variables`);
  if (new Set(variables.map((v) => v.name)).size !== variables.length)
    throw structure('Pipeline variable names must be unique');
  if (variables.some((v) => v.defaultValue === ''))
    throw structure('The default value of a pipeline variable must not be empty');
}

function checkGroups(stage: StageDeclaration): void {
  const sizes = new Map<number, number>();
  for (const a of stage.actions) sizes.set(a.runOrder ?? 1, (sizes.get(a.runOrder ?? 1) ?? 0) + 1);
  if (sizes.size > LIMITS.side)
    throw structure(
      `Stage ${stage.name} has ${sizes.size} groups of actions one after the other; ${LIMITS.side} are allowed`,
    );
  if (Math.max(...sizes.values()) > LIMITS.side)
    throw structure(`Stage ${stage.name} has more than ${LIMITS.side} parallel actions`);
}

/** Namespaces that every pipeline has: its own facts, and its variables. */
const OWN_NAMESPACES = ['codepipeline', 'variables'];

/** Every text in which variables are replaced. */
const textsOf = (a: ActionDeclaration | RuleDeclaration): string[] => [
  ...Object.values(a.configuration ?? {}),
  ...(a.commands ?? []),
  ...('environmentVariables' in a ? (a.environmentVariables ?? []).map((v) => v.value) : []),
];

/** Variables are of a namespace that an action has, or of the pipeline's own [infer: documented for duplicate ones]. */
function checkReferences(d: Declaration): void {
  const known = new Set([
    ...OWN_NAMESPACES,
    ...d.stages.flatMap((s) => s.actions.flatMap((a) => a.namespace ?? [])),
  ]);
  const stranger = (texts: readonly string[]): string | undefined =>
    texts.flatMap(referencesIn).find((r) => !known.has(r.namespace))?.reference;
  for (const stage of d.stages) {
    const conditions = [stage.beforeEntry, stage.onSuccess, stage.onFailure];
    const rules = conditions.flatMap((c) => c?.conditions ?? []).flatMap((c) => c.rules ?? []);
    for (const one of [...stage.actions, ...rules]) {
      const found = stranger(textsOf(one));
      if (found !== undefined)
        throw invalidAction(
          `${'ruleTypeId' in one ? 'Rule' : 'Action'} ${one.name} in stage ${stage.name} refers to the variable ${found}, and no action has that namespace`,
        );
    }
  }
}

/** Structure rules of AWS-SEMANTICS 3.1; throws a StructureError with AWS's exception. */
export function validateDeclaration(d: Declaration, around: Surroundings): void {
  if (d.stages.length < 2)
    throw structure(
      `Pipeline has only ${d.stages.length} stage(s). There should be a minimum of 2 stages in a pipeline`,
    );
  if (d.stages.length > LIMITS.stages)
    throw structure(`A pipeline has at most ${LIMITS.stages} stages`);
  if (d.stages.reduce((n, s) => n + s.actions.length, 0) > LIMITS.actions)
    throw structure(`A pipeline has at most ${LIMITS.actions} actions`);
  const stages = new Set<string>();
  const outputs = new Set<string>();
  const namespaces = new Set<string>();
  d.stages.forEach((stage, i) => {
    if (!NAME.test(stage.name))
      throw invalidStage(`The stage name '${stage.name.slice(0, 200)}' must match ${NAME.source}`);
    if (stages.has(stage.name))
      throw invalidStage(`Pipeline has duplicate stage names: ${stage.name}`);
    stages.add(stage.name);
    if (!stage.actions.length) throw invalidStage(`Stage ${stage.name} has no actions`);
    checkGroups(stage);
    const names = new Set<string>();
    const made: { order: number; name: string }[] = [];
    for (const action of [...stage.actions].sort((a, b) => (a.runOrder ?? 1) - (b.runOrder ?? 1))) {
      if (!NAME.test(action.name))
        throw invalidAction(
          `The action name '${action.name.slice(0, 200)}' must match ${NAME.source}`,
        );
      if (names.has(action.name))
        throw invalidAction(`Stage ${stage.name} has duplicate action names: ${action.name}`);
      names.add(action.name);
      const source = action.actionTypeId.category === 'Source';
      if (i === 0 && !source)
        throw structure(
          `Pipeline stage ${stage.name} is the first stage and must hold only source actions: ${action.name} is none`,
        );
      if (i > 0 && source)
        throw structure(`Source action ${action.name} is only allowed in the first stage`);
      validateAction(action, stage.name, around.customType);
      if (action.namespace !== undefined && namespaces.has(action.namespace))
        throw invalidAction(
          `The namespace ${action.namespace} of action ${action.name} is not unique within the pipeline`,
        );
      if (action.namespace !== undefined) namespaces.add(action.namespace);
      for (const { name } of action.inputArtifacts ?? []) {
        const earlier =
          outputs.has(name) &&
          !made.some((m) => m.name === name && m.order >= (action.runOrder ?? 1));
        if (!earlier)
          throw structure(
            `Input artifact ${name} of action ${action.name} in stage ${stage.name} is not produced by an earlier action`,
          );
      }
      for (const { name } of action.outputArtifacts ?? []) {
        if (!ARTIFACT.test(name))
          throw invalidAction(
            `The artifact name '${name.slice(0, 200)}' must match ${ARTIFACT.source}`,
          );
        if (outputs.has(name))
          throw structure(`Output artifact name ${name} is not unique within the pipeline`);
        outputs.add(name);
        made.push({ order: action.runOrder ?? 1, name });
      }
    }
  });
  checkStores(d, around.region);
  checkVariables(d);
  checkReferences(d);
  validateConditions(d);
  validateTriggers(d);
}
