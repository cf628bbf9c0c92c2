import { ACTION_TYPES, typeKey, type ActionType } from './action-types';
import type { ActionDeclaration } from './declaration';
import { invalidAction, structure } from './structure-error';

/** [doc22][model] AWS-SEMANTICS 3.1, 3.2. */
const LIMITS = {
  key: 50,
  value: 1000,
  commands: 50,
  command: 1000,
  outputVariables: 15,
  environmentVariables: 10,
};
const NAMESPACE = /^[A-Za-z0-9@\-_]{1,100}$/;
const RESERVED_NAMESPACES = ['codepipeline', 'variables'];

function checkConfiguration(a: ActionDeclaration, type: ActionType): void {
  const config = a.configuration ?? {};
  for (const [key, value] of Object.entries(config)) {
    if (key.length > LIMITS.key)
      throw invalidAction(
        `Action configuration for action '${a.name}' has a key of ${key.length} characters; ${LIMITS.key} are allowed`,
      );
    if (value.length > LIMITS.value)
      throw invalidAction(
        `Action configuration for action '${a.name}' has a value of ${value.length} characters for '${key}'; ${LIMITS.value} are allowed`,
      );
  }
  for (const key of type.required)
    if (!config[key])
      throw invalidAction(
        `Action configuration for action '${a.name}' is missing required configuration '${key}'`,
      );
  if (!type.served) return;
  const unknown = Object.keys(config).find(
    (key) => !type.required.includes(key) && !type.optional.includes(key),
  );
  if (unknown !== undefined)
    throw invalidAction(
      `Action configuration for action '${a.name}' contains unknown configuration '${unknown}'`,
    );
}

function checkCommands(a: ActionDeclaration): void {
  const takes = typeKey(a) === 'Compute/AWS/Commands/1';
  if (!takes && (a.commands ?? a.outputVariables))
    throw invalidAction(
      `Action ${a.name} has commands or output variables, which only Commands actions take`,
    );
  if (!takes) return;
  const commands = a.commands ?? [];
  if (commands.length < 1 || commands.length > LIMITS.commands)
    throw invalidAction(
      `Action ${a.name} has ${commands.length} commands; 1 to ${LIMITS.commands} are allowed`,
    );
  if (commands.some((c) => c.length < 1 || c.length > LIMITS.command || /[\r\n]/.test(c)))
    throw invalidAction(
      `A command of action ${a.name} must be one line of 1 to ${LIMITS.command} characters`,
    );
  if ((a.outputVariables?.length ?? 0) > LIMITS.outputVariables)
    throw invalidAction(
      `Action ${a.name} has more than ${LIMITS.outputVariables} output variables`,
    );
}

function checkSpecial(a: ActionDeclaration): void {
  const key = typeKey(a);
  const config = a.configuration ?? {};
  if (key === 'Deploy/AWS/S3/1' && config['Extract'] !== 'true' && !config['ObjectKey'])
    throw invalidAction(
      `Action configuration for action '${a.name}' is missing required configuration 'ObjectKey': it is needed unless Extract is true`,
    );
  if (
    (a.inputArtifacts?.length ?? 0) > 1 &&
    key.endsWith('/AWS/CodeBuild/1') &&
    !a.inputArtifacts?.some((i) => i.name === config['PrimarySource'])
  )
    throw invalidAction(
      `Action configuration for action '${a.name}' is missing required configuration 'PrimarySource': it must name one of the input artifacts`,
    );
  const format = config['OutputArtifactFormat'];
  if (format !== undefined && format !== 'CODE_ZIP' && format !== 'CODEBUILD_CLONE_REF')
    throw invalidAction(
      `The OutputArtifactFormat of action '${a.name}' must be CODE_ZIP or CODEBUILD_CLONE_REF`,
    );
}

const INSTANCE_TYPES = ['EC2', 'SSM_MANAGED_NODE'];

/** An EC2 deploy action says what to do by a file of the artifact or by itself (user guide, "Amazon EC2 action reference"). */
function checkFleet(a: ActionDeclaration): void {
  if (typeKey(a) !== 'Deploy/AWS/EC2/1') return;
  const config = a.configuration ?? {};
  const wrong = (why: string): Error =>
    invalidAction(`Action configuration for action '${a.name}' ${why}`);
  const type = config['InstanceType'] ?? '';
  if (!INSTANCE_TYPES.includes(type))
    throw wrong(`has the InstanceType ${type}; it must be one of ${INSTANCE_TYPES.join(', ')}`);
  if (config['DeploySpec']) {
    const own = ['TargetDirectory', 'PreScript', 'PostScript'].find((key) => config[key]);
    if (own !== undefined) throw wrong(`has both 'DeploySpec' and '${own}'`);
    return;
  }
  const missing = ['TargetDirectory', 'PostScript'].find((key) => !config[key]);
  if (missing !== undefined)
    throw wrong(
      `is missing required configuration '${missing}': it is needed unless there is a DeploySpec`,
    );
  if (!config['TargetDirectory']?.startsWith('/') && !config['TargetDirectory']?.startsWith('#{'))
    throw wrong('has a TargetDirectory that is not an absolute path');
}

/** One action by its type; `custom` finds the types that the account has made. */
export function validateAction(
  a: ActionDeclaration,
  stage: string,
  custom: (a: ActionDeclaration) => ActionType | undefined,
): void {
  const order = a.runOrder ?? 1;
  if (!(Number.isInteger(order) && order >= 1 && order <= 999))
    throw invalidAction(
      `Action ${a.name} in stage ${stage} has the runOrder ${order}; it must be from 1 to 999`,
    );
  const type = ACTION_TYPES[typeKey(a)] ?? custom(a);
  const { category, owner, provider, version } = a.actionTypeId;
  if (!type)
    throw invalidAction(
      `ActionType (Category: '${category}', Provider: '${provider}', Owner: '${owner}', Version: '${version}') in action '${a.name}' is not available in this region`,
    );
  const count = (what: string, [min, max]: readonly [number, number], n: number): void => {
    if (n < min || n > max)
      throw structure(
        `Action ${a.name} in stage ${stage} has ${n} ${what} artifacts; ${typeKey(a)} takes ${min === max ? min : `${min} to ${max}`}`,
      );
  };
  count('input', type.inputs, a.inputArtifacts?.length ?? 0);
  count('output', type.outputs, a.outputArtifacts?.length ?? 0);
  checkConfiguration(a, type);
  checkCommands(a);
  checkSpecial(a);
  checkFleet(a);
  if (a.namespace !== undefined && !NAMESPACE.test(a.namespace))
    throw invalidAction(`The namespace of action ${a.name} must match ${NAMESPACE.source}`);
  if (a.namespace !== undefined && RESERVED_NAMESPACES.includes(a.namespace))
    throw invalidAction(`The namespace ${a.namespace} of action ${a.name} is reserved`);
  if ((a.environmentVariables?.length ?? 0) > LIMITS.environmentVariables)
    throw invalidAction(
      `Action ${a.name} has more than ${LIMITS.environmentVariables} environment variables`,
    );
  if (a.timeoutInMinutes === undefined) return;
  if (category !== 'Approval')
    throw invalidAction(
      `Action ${a.name} has a timeoutInMinutes, which only manual approvals take`,
    );
  if (!(a.timeoutInMinutes >= 5 && a.timeoutInMinutes <= 86_400))
    throw invalidAction(`The timeoutInMinutes of action ${a.name} must be from 5 to 86400`);
}
