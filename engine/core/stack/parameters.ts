import { compileExpression, ExpressionError } from '../../../common/expression';
import { own } from '../own';
import type { ParameterDeclaration, Template } from './template';
import { TemplateError } from './template-error';

/** A parameter's type, taken apart: `AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>` and the like. */
export interface ParameterType {
  /** `String`, `Number`, or a kind of thing of the account. */
  readonly of: string;
  readonly list: boolean;
  /** The value is the name of a parameter of Systems Manager, and stands for what that holds. */
  readonly stored: boolean;
}

/** Things of the account whose being there the engine can look up. */
export const ACCOUNT_TYPES = [
  'AWS::EC2::AvailabilityZone::Name',
  'AWS::EC2::Image::Id',
  'AWS::EC2::Instance::Id',
  'AWS::EC2::SecurityGroup::GroupName',
  'AWS::EC2::SecurityGroup::Id',
  'AWS::EC2::Subnet::Id',
  'AWS::EC2::VPC::Id',
  'AWS::SSM::Parameter::Name',
];
/** [doc] AWS's other types ("CloudFormation-supplied parameter types"). */
const OTHER_TYPES = [
  'AWS::EC2::KeyPair::KeyName',
  'AWS::EC2::Volume::Id',
  'AWS::Route53::HostedZone::Id',
];

const between = (text: string, head: string): string | undefined =>
  text.startsWith(`${head}<`) && text.endsWith('>') ? text.slice(head.length + 1, -1) : undefined;

/** Throws a TemplateError for what is no type, and for what the engine cannot look up. */
export function parameterType(text: string): ParameterType {
  const inner = between(text, 'AWS::SSM::Parameter::Value');
  const plain = inner ?? text;
  const item = plain === 'CommaDelimitedList' ? 'String' : (between(plain, 'List') ?? undefined);
  const of = item ?? plain;
  if (OTHER_TYPES.includes(of))
    throw new TemplateError(
      `Template format error: Starboard's engine does not serve the parameter type ${of} yet`,
    );
  const basic = of === 'String' || (of === 'Number' && inner === undefined);
  if (!basic && (!ACCOUNT_TYPES.includes(of) || (inner !== undefined && of.startsWith('AWS::SSM'))))
    throw new TemplateError(`Template format error: Unrecognized parameter type: ${text}`);
  return { of, list: item !== undefined, stored: inner !== undefined };
}

/** Whether a parameter stands for a list; asked of templates of older homes too, so it refuses none. */
export const isListType = (text: string): boolean =>
  /^(AWS::SSM::Parameter::Value<)?(List<|CommaDelimitedList)/.test(text);

/** A template may write the flag as text. */
export const isNoEcho = (d: ParameterDeclaration | undefined): boolean =>
  String(d?.NoEcho ?? false).toLowerCase() === 'true';

export const items = (value: string): string[] => value.split(',').map((s) => s.trim());

function allows(name: string, pattern: string, value: string): boolean {
  try {
    return compileExpression(pattern).whole(value);
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    throw new TemplateError(
      `Template format error: the AllowedPattern of parameter ${name} cannot be used: ${cause.message}`,
      { cause },
    );
  }
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

/** What a value breaks, in AWS's words; undefined for a value that fits. */
function broken(name: string, d: ParameterDeclaration, type: ParameterType, value: string) {
  if (d.AllowedValues && !d.AllowedValues.map(String).includes(value))
    return 'must be one of AllowedValues';
  if (d.AllowedPattern !== undefined && !allows(name, d.AllowedPattern, value))
    return `must match pattern ${d.AllowedPattern}`;
  if (type.of === 'Number') {
    if (d.MinValue !== undefined && Number(value) < Number(d.MinValue))
      return `must be a number not less than ${String(d.MinValue)}`;
    if (d.MaxValue !== undefined && Number(value) > Number(d.MaxValue))
      return `must be a number not greater than ${String(d.MaxValue)}`;
    return undefined;
  }
  if (d.MinLength !== undefined && value.length < Number(d.MinLength))
    return `must contain at least ${String(d.MinLength)} characters`;
  if (d.MaxLength !== undefined && value.length > Number(d.MaxLength))
    return `must contain at most ${String(d.MaxLength)} characters`;
  return undefined;
}

/** The limits hold for the value that is given, also where it is a name of Systems Manager, and for each item of a list. */
function checkValue(name: string, d: ParameterDeclaration, value: string): void {
  const type = parameterType(d.Type);
  for (const one of type.list && !type.stored ? items(value) : [value]) {
    if (type.of === 'Number' && !isNumber(one))
      throw new TemplateError(`Parameter '${name}' must be a number`);
    const limit = broken(name, d, type, one);
    if (limit !== undefined)
      throw new TemplateError(
        d.ConstraintDescription === undefined
          ? `Parameter '${name}' ${limit}`
          : `Parameter ${name} failed to satisfy constraint: ${d.ConstraintDescription}`,
      );
  }
}

function checkDeclaration(name: string, d: ParameterDeclaration): void {
  const type = parameterType(d.Type);
  for (const limit of ['MinLength', 'MaxLength', 'MinValue', 'MaxValue'] as const) {
    if (d[limit] === undefined) continue;
    if (!isNumber(String(d[limit])))
      throw new TemplateError(
        `Template format error: Parameter '${name}' ${limit} must be a number.`,
      );
    if (limit.endsWith('Value') !== (type.of === 'Number'))
      throw new TemplateError(
        `Template format error: Parameter '${name}' of type ${d.Type} does not take ${limit}.`,
      );
  }
  if (d.AllowedPattern !== undefined) allows(name, d.AllowedPattern, '');
}

/** That each parameter is declared as AWS takes it. */
export function checkParameters(template: Template): void {
  for (const [name, d] of Object.entries(template.Parameters ?? {})) checkDeclaration(name, d);
}

/** The values of all parameters, or what is wrong with those given. */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const declared = template.Parameters ?? {};
  const unknown = Object.keys(given).filter((k) => !Object.hasOwn(declared, k));
  if (unknown.length)
    throw new TemplateError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const missing = Object.entries(declared)
    .filter(([k, d]) => own(given, k) === undefined && d.Default === undefined)
    .map(([k]) => k);
  if (missing.length)
    throw new TemplateError(`Parameters: [${missing.join(', ')}] must have values`);
  return Object.fromEntries(
    Object.entries(declared).map(([k, d]) => {
      const value = own(given, k) ?? String(d.Default);
      checkValue(k, d, value);
      return [k, value];
    }),
  );
}
