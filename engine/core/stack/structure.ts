import { signalTimeoutMs } from './signals';
import { isTable, TemplateError, type Table } from './template-error';

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
];
/** They decide what is made, so they are not passed over. */
const NOT_SERVED = ['Hooks', 'Rules'];
const RESOURCE_MEMBERS = [
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
];
const PARAMETER_MEMBERS = [
  'AllowedPattern',
  'AllowedValues',
  'ConstraintDescription',
  'Default',
  'Description',
  'MaxLength',
  'MaxValue',
  'MinLength',
  'MinValue',
  'NoEcho',
  'Type',
];
const OUTPUT_MEMBERS = ['Condition', 'Description', 'Export', 'Value'];
/** [doc] What one template may declare (CloudFormation quotas). */
const MOST = { Parameters: 200, Resources: 500, Outputs: 200 } as const;

const LONGEST_DESCRIPTION = 1024;

const format = (message: string): TemplateError =>
  new TemplateError(`Template format error: ${message}`);
const unknownMembers = (table: Table, known: readonly string[]): string[] =>
  Object.keys(table).filter((k) => !known.includes(k));

function refuseNull(value: unknown, path: string): void {
  if (value === null) throw format(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  for (const [key, below] of Object.entries(value)) refuseNull(below, `${path}/${key}`);
}

/** A section as a table of tables, whose names are alphanumeric. */
function entries(
  template: Table,
  section: 'Parameters' | 'Resources' | 'Outputs',
  noun: string,
): [name: string, member: Table][] {
  const table = template[section];
  if (table === undefined) return [];
  if (!isTable(table)) throw format(`[/${section}] ${section} must be an object.`);
  const found = Object.entries(table);
  if (found.length > MOST[section])
    throw format(
      `Number of ${section.toLowerCase()}, ${found.length}, is greater than maximum allowed, ${MOST[section]}`,
    );
  return found.map(([name, member]) => {
    if (!/^[A-Za-z0-9]+$/.test(name)) throw format(`${noun} name ${name} is non alphanumeric.`);
    if (!isTable(member))
      throw format(`[/${section}/${name}] Every ${section} member must be an object.`);
    return [name, member];
  });
}

function checkText(path: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string')
    throw format(`[${path}] Every ${path.split('/').pop() ?? ''} must be a string.`);
}

function checkPolicy(id: string, resource: Table, member: string, known: readonly string[]): void {
  const policy = resource[member];
  if (policy === undefined) return;
  if (policy === 'Snapshot')
    throw new TemplateError(
      `Template error: resource type ${String(resource['Type'])} does not support ${member === 'DeletionPolicy' ? 'deletion policy' : 'update replace policy'} Snapshot`,
    );
  if (!known.includes(String(policy)))
    throw format(`Unrecognized ${member} ${JSON.stringify(policy)} for resource ${id}`);
}

/** A signal that is waited for; other policies of a creation have no effect here. */
function checkCreationPolicy(id: string, policy: unknown): void {
  if (policy === undefined) return;
  if (!isTable(policy)) throw format(`[/Resources/${id}/CreationPolicy] must be an object.`);
  const [other] = unknownMembers(policy, ['ResourceSignal']);
  if (other !== undefined)
    throw format(
      `[/Resources/${id}/CreationPolicy] ${other} is not served by Starboard's engine yet`,
    );
  const signal = policy['ResourceSignal'] ?? {};
  if (!isTable(signal)) throw format(`[/Resources/${id}/CreationPolicy] must be an object.`);
  const { Count: count = 1, Timeout: timeout = 'PT5M' } = signal;
  // A function's value is known with the parameters.
  if (!isTable(count)) signalCount(id, count);
  if (signalTimeoutMs(String(timeout)) === undefined)
    throw format(
      `CreationPolicy Timeout of resource ${id} must be an ISO8601 duration of at most 12 hours`,
    );
}

/** How many signals a resource waits for. */
export function signalCount(id: string, count: unknown): number {
  if (!(Number.isInteger(Number(count)) && Number(count) > 0))
    throw format(`CreationPolicy Count of resource ${id} must be a positive integer`);
  return Number(count);
}

/** [doc] How a resource is updated ("UpdatePolicy attribute"); the engine serves no update of a stack, so none has a say yet. */
const UPDATE_POLICIES = [
  'AutoScalingReplacingUpdate',
  'AutoScalingRollingUpdate',
  'AutoScalingScheduledAction',
  'CodeDeployLambdaAliasUpdate',
  'EnableVersionUpgrade',
  'UseOnlineResharding',
];

function checkUpdatePolicy(id: string, policy: unknown): void {
  if (policy === undefined) return;
  if (!isTable(policy)) throw format(`[/Resources/${id}/UpdatePolicy] must be an object.`);
  const [unknown] = unknownMembers(policy, UPDATE_POLICIES);
  if (unknown !== undefined)
    throw format(`[/Resources/${id}/UpdatePolicy] Encountered unsupported property ${unknown}`);
}

function checkResource(id: string, r: Table): void {
  if (typeof r['Type'] !== 'string')
    throw format(`[/Resources/${id}] Every Resources object must contain a Type member.`);
  const [unknown] = unknownMembers(r, RESOURCE_MEMBERS);
  if (unknown !== undefined)
    throw new TemplateError(`Invalid template resource property '${unknown}'`);
  if (r['Properties'] !== undefined && !isTable(r['Properties']))
    throw format(`[/Resources/${id}/Properties] Properties must be an object.`);
  const depends: unknown = r['DependsOn'] ?? [];
  if (![depends].flat().every((d) => typeof d === 'string'))
    throw format('DependsOn must be a string or list of strings.');
  checkText(`/Resources/${id}/Condition`, r['Condition']);
  checkPolicy(id, r, 'DeletionPolicy', ['Delete', 'Retain', 'RetainExceptOnCreate']);
  checkPolicy(id, r, 'UpdateReplacePolicy', ['Delete', 'Retain']);
  checkCreationPolicy(id, r['CreationPolicy']);
  checkUpdatePolicy(id, r['UpdatePolicy']);
}

function checkParameter(name: string, p: Table): void {
  if (typeof p['Type'] !== 'string')
    throw format('Every Parameters object must contain a Type member.');
  const [unknown] = unknownMembers(p, PARAMETER_MEMBERS);
  if (unknown !== undefined)
    throw new TemplateError(`Invalid template parameter property '${unknown}'`);
  for (const member of ['AllowedPattern', 'ConstraintDescription', 'Description'])
    checkText(`/Parameters/${name}/${member}`, p[member]);
  if (p['AllowedValues'] !== undefined && !Array.isArray(p['AllowedValues']))
    throw format(`[/Parameters/${name}/AllowedValues] AllowedValues must be a list.`);
  if (typeof p['Default'] === 'object') throw format('Every Default member must be a string.');
}

function checkOutput(name: string, o: Table): void {
  if (o['Value'] === undefined) throw format('Every Outputs member must contain a Value object');
  const [unknown] = unknownMembers(o, OUTPUT_MEMBERS);
  if (unknown !== undefined)
    throw new TemplateError(`Invalid template output property '${unknown}'`);
  checkText(`/Outputs/${name}/Description`, o['Description']);
  checkText(`/Outputs/${name}/Condition`, o['Condition']);
  const exported = o['Export'];
  if (exported !== undefined && !(isTable(exported) && exported['Name'] !== undefined))
    throw format(
      `Output ${name} is malformed. The Name field of every Export member must be specified.`,
    );
}

/** What is wrong with a template however its parameters are set and whatever the account holds. */
export function checkStructure(raw: unknown): void {
  if (!isTable(raw)) throw format('unsupported structure.');
  const unknown = unknownMembers(raw, SECTIONS);
  if (unknown.length)
    throw new TemplateError(`Invalid template property or properties [${unknown.join(', ')}]`);
  refuseNull(raw, '');
  const version = raw['AWSTemplateFormatVersion'] ?? '2010-09-09';
  if (version !== '2010-09-09')
    throw format(`${String(version)} is not a supported value for AWSTemplateFormatVersion.`);
  const later = Object.keys(raw).filter((k) => NOT_SERVED.includes(k));
  if (later.length)
    throw format(
      `Starboard's engine does not serve the template sections [${later.join(', ')}] yet`,
    );
  checkText('/Description', raw['Description']);
  if (Buffer.byteLength(String(raw['Description'] ?? '')) > LONGEST_DESCRIPTION)
    throw format(`'Description' length is greater than ${LONGEST_DESCRIPTION}.`);
  const resources = entries(raw, 'Resources', 'Resource');
  if (!resources.length) throw format('At least one Resources member must be defined.');
  for (const [id, r] of resources) checkResource(id, r);
  for (const [name, p] of entries(raw, 'Parameters', 'Parameter')) checkParameter(name, p);
  for (const [name, o] of entries(raw, 'Outputs', 'Output')) checkOutput(name, o);
  if (raw['Conditions'] !== undefined && !isTable(raw['Conditions']))
    throw format('[/Conditions] Conditions must be an object.');
}
