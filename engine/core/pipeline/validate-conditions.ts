import { RULE_TYPES, ruleKey } from './action-types';
import {
  modeOf,
  type ConditionDeclaration,
  type Declaration,
  type RuleDeclaration,
  type StageDeclaration,
} from './declaration';
import { invalidStage, structure } from './structure-error';
import { windowProblem } from './windows';

const OPERATORS = ['EQ', 'NE', 'CONTAINS', 'MATCHES'];
/** [doc] AWS-SEMANTICS 3.6. */
const MAX_RULES = 5;

function checkRule(rule: RuleDeclaration, stage: string): void {
  const where = `rule ${rule.name} in stage ${stage}`;
  const type =
    ruleKey(rule) === `Rule/AWS/${rule.ruleTypeId.provider}/1`
      ? RULE_TYPES[rule.ruleTypeId.provider]
      : undefined;
  if (!type) throw structure(`The type ${ruleKey(rule)} of ${where} is not available`);
  const config = rule.configuration ?? {};
  for (const key of type.required)
    if (!config[key])
      throw structure(`The configuration of ${where} is missing the required key '${key}'`);
  const unknown = Object.keys(config).find(
    (key) => !type.required.includes(key) && !type.optional.includes(key),
  );
  if (unknown !== undefined)
    throw structure(`The configuration of ${where} contains the unknown key '${unknown}'`);
  if (
    rule.timeoutInMinutes !== undefined &&
    !(rule.timeoutInMinutes >= 5 && rule.timeoutInMinutes <= 86_400)
  )
    throw structure(`The timeout of ${where} must be from 5 to 86400 minutes`);
  const provider = rule.ruleTypeId.provider;
  if (provider === 'Commands' ? !rule.commands?.length : rule.commands?.length)
    throw structure(
      provider === 'Commands'
        ? `The ${where} has no commands`
        : `The ${where} has commands, which only Commands rules take`,
    );
  if (provider === 'VariableCheck' && !OPERATORS.includes(config['Operator'] ?? ''))
    throw structure(`The Operator of ${where} must be one of ${OPERATORS.join(', ')}`);
  const problem =
    provider === 'DeploymentWindow'
      ? windowProblem(config['Cron'] ?? '', config['TimeZone'])
      : undefined;
  if (problem) throw structure(`The window of ${where} cannot be read: ${problem}`);
}

function checkList(
  d: Declaration,
  stage: StageDeclaration,
  name: string,
  list: readonly ConditionDeclaration[] | undefined,
  results: readonly string[],
): void {
  if (!list) return;
  if (list.length !== 1)
    throw invalidStage(
      `${name} of stage ${stage.name} has ${list.length} conditions; exactly one is allowed`,
    );
  const [condition] = list;
  const rules = condition?.rules ?? [];
  if (rules.length < 1 || rules.length > MAX_RULES)
    throw invalidStage(
      `The condition ${name} of stage ${stage.name} has ${rules.length} rules; 1 to ${MAX_RULES} are allowed`,
    );
  const result = condition?.result;
  if (result !== undefined && !results.includes(result))
    throw invalidStage(
      `The result ${result} is not allowed for ${name} of stage ${stage.name}; use ${results.join(' or ')}`,
    );
  if (result === 'ROLLBACK') checkRollback(d, stage, name);
  if (new Set(rules.map((r) => r.name)).size !== rules.length)
    throw invalidStage(`The condition ${name} of stage ${stage.name} has two rules of one name`);
  for (const rule of rules) {
    checkRule(rule, stage.name);
    if (result === 'SKIP' && !RULE_TYPES[rule.ruleTypeId.provider]?.skips)
      throw invalidStage(
        `The result SKIP of stage ${stage.name} is allowed with LambdaInvoke and VariableCheck rules only, not with ${rule.ruleTypeId.provider}`,
      );
  }
}

function checkRollback(d: Declaration, stage: StageDeclaration, name: string): void {
  if (modeOf(d) === 'PARALLEL')
    throw structure(
      `The result ROLLBACK in ${name} of stage ${stage.name} is not supported in a PARALLEL pipeline`,
    );
  if (d.stages[0] === stage)
    throw invalidStage(`The source stage ${stage.name} cannot be rolled back`);
}

/** Conditions and results of every stage (AWS-SEMANTICS 3.6 [model][doc]). */
export function validateConditions(d: Declaration): void {
  for (const stage of d.stages) {
    checkList(d, stage, 'beforeEntry', stage.beforeEntry?.conditions, ['FAIL', 'SKIP']);
    checkList(d, stage, 'onSuccess', stage.onSuccess?.conditions, ['ROLLBACK', 'FAIL']);
    const f = stage.onFailure;
    checkList(d, stage, 'onFailure', f?.conditions?.length ? f.conditions : undefined, [
      'ROLLBACK',
    ]);
    if (!f) continue;
    if (f.result !== undefined && f.result !== 'ROLLBACK' && f.result !== 'RETRY')
      throw invalidStage(
        `The result ${f.result} is not allowed for onFailure of stage ${stage.name}; use ROLLBACK or RETRY`,
      );
    if (f.result === 'ROLLBACK') checkRollback(d, stage, 'onFailure');
    if (f.result === 'RETRY' && f.conditions?.length)
      throw invalidStage(
        `onFailure of stage ${stage.name} cannot have both the result RETRY and conditions`,
      );
    if (f.retryConfiguration && f.result !== 'RETRY')
      throw invalidStage(`retryConfiguration of stage ${stage.name} needs the result RETRY`);
  }
}

export const hasConditions = (s: StageDeclaration): boolean =>
  s.beforeEntry !== undefined ||
  s.onSuccess !== undefined ||
  s.onFailure?.result !== undefined ||
  Boolean(s.onFailure?.conditions?.length);
