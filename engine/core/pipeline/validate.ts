import type { ActionDeclaration, Declaration } from './types';

/** How many artifacts an action takes and gives, and which configuration it must have (AWS-SEMANTICS 3.2). */
const ACTIONS: Readonly<Record<string, { readonly inputs: readonly [number, number]; readonly outputs: readonly [number, number]; readonly required: readonly string[] }>> = {
  'Source/AWS/CodeCommit/1': { inputs: [0, 0], outputs: [1, 1], required: ['RepositoryName', 'BranchName'] },
  'Source/AWS/S3/1': { inputs: [0, 0], outputs: [1, 1], required: ['S3Bucket', 'S3ObjectKey'] },
  'Build/AWS/CodeBuild/1': { inputs: [1, 5], outputs: [0, 5], required: ['ProjectName'] },
  'Test/AWS/CodeBuild/1': { inputs: [1, 5], outputs: [0, 5], required: ['ProjectName'] },
  'Deploy/AWS/CodeDeploy/1': { inputs: [1, 1], outputs: [0, 0], required: ['ApplicationName', 'DeploymentGroupName'] },
  'Deploy/AWS/S3/1': { inputs: [1, 1], outputs: [0, 0], required: ['BucketName', 'Extract'] },
  'Approval/AWS/Manual/1': { inputs: [0, 0], outputs: [0, 0], required: [] },
};

/** Actions that the engine carries out; the others are accepted in a structure and fail by name when they are reached. */
export const SERVED: ReadonlySet<string> = new Set(['Source/AWS/CodeCommit/1', 'Build/AWS/CodeBuild/1', 'Test/AWS/CodeBuild/1', 'Deploy/AWS/CodeDeploy/1', 'Deploy/AWS/S3/1', 'Approval/AWS/Manual/1']);

export const typeKey = (a: ActionDeclaration): string => `${a.actionTypeId.category}/${a.actionTypeId.owner}/${a.actionTypeId.provider}/${a.actionTypeId.version}`;

/** A mistake in a structure: AWS's exception and text. */
export class StructureError extends Error {
  constructor(readonly code: 'InvalidStructureException' | 'InvalidStageDeclarationException' | 'InvalidActionDeclarationException', message: string) {
    super(message);
    this.name = code;
  }
}

const structure = (message: string): StructureError => new StructureError('InvalidStructureException', message);

function checkAction(action: ActionDeclaration, stage: string): void {
  const wrong = (message: string): StructureError => new StructureError('InvalidActionDeclarationException', message);
  const order = action.runOrder ?? 1;
  if (!(Number.isInteger(order) && order >= 1 && order <= 999)) throw wrong(`Action ${action.name} in stage ${stage} has the runOrder ${order}; it must be from 1 to 999`);
  const rule = ACTIONS[typeKey(action)];
  if (!rule) return;
  const count = (what: string, [min, max]: readonly [number, number], n: number): void => {
    if (n < min || n > max) throw structure(`Action ${action.name} in stage ${stage} has ${n} ${what} artifacts; ${typeKey(action)} takes ${min === max ? min : `${min} to ${max}`}`);
  };
  count('input', rule.inputs, action.inputArtifacts?.length ?? 0);
  count('output', rule.outputs, action.outputArtifacts?.length ?? 0);
  if (typeKey(action) === 'Deploy/AWS/S3/1' && action.configuration?.['Extract'] !== 'true' && !action.configuration?.['ObjectKey']) throw wrong(`Action configuration for action '${action.name}' is missing required configuration 'ObjectKey': it is needed unless Extract is true`);
  for (const key of rule.required) if (!action.configuration?.[key]) throw wrong(`Action configuration for action '${action.name}' is missing required configuration '${key}'`);
}

/** Structure rules of AWS-SEMANTICS 3.1. */
export function validateDeclaration(d: Declaration): void {
  if (d.stages.length < 2) throw structure('Pipeline has only 1 stage(s). There should be a minimum of 2 stages in a pipeline');
  if (d.stages.length > 50) throw structure('A pipeline has at most 50 stages');
  if (!d.artifactStore) throw structure('A pipeline needs an artifactStore; artifactStores for several regions are not served by Starboard\'s engine yet');
  const stages = new Set<string>();
  const outputs = new Set<string>();
  d.stages.forEach((stage, i) => {
    if (stages.has(stage.name)) throw new StructureError('InvalidStageDeclarationException', `Pipeline has duplicate stage names: ${stage.name}`);
    stages.add(stage.name);
    if (!stage.actions.length) throw new StructureError('InvalidStageDeclarationException', `Stage ${stage.name} has no actions`);
    const names = new Set<string>();
    const made: { order: number; name: string }[] = [];
    for (const action of [...stage.actions].sort((a, b) => (a.runOrder ?? 1) - (b.runOrder ?? 1))) {
      if (names.has(action.name)) throw new StructureError('InvalidActionDeclarationException', `Stage ${stage.name} has duplicate action names: ${action.name}`);
      names.add(action.name);
      const source = action.actionTypeId.category === 'Source';
      if (i === 0 && !source) throw structure(`Pipeline stage ${stage.name} is the first stage and must hold only source actions: ${action.name} is none`);
      if (i > 0 && source) throw structure(`Source action ${action.name} is only allowed in the first stage`);
      checkAction(action, stage.name);
      for (const { name } of action.inputArtifacts ?? []) {
        const earlier = outputs.has(name) && !made.some((m) => m.name === name && m.order >= (action.runOrder ?? 1));
        if (!earlier) throw structure(`Input artifact ${name} of action ${action.name} in stage ${stage.name} is not produced by an earlier action`);
      }
      for (const { name } of action.outputArtifacts ?? []) {
        if (outputs.has(name)) throw structure(`Output artifact name ${name} is not unique within the pipeline`);
        outputs.add(name);
        made.push({ order: action.runOrder ?? 1, name });
      }
    }
  });
}
