/** A plain CloudFormation value: text, number, list, map or an intrinsic function. */
export type Value =
  string | number | boolean | readonly Value[] | { readonly [key: string]: Value };
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, Value>>;
  readonly DependsOn?: readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly CreationPolicy?: Value;
}
export interface Parameter {
  readonly Type: string;
  readonly Description?: string;
  readonly Default?: string;
  readonly AllowedPattern?: string;
}
export interface Document {
  readonly AWSTemplateFormatVersion: string;
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Conditions: Readonly<Record<string, Value>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, Value>>;
}

export const ref = (name: string): Value => ({ Ref: name });
export const att = (id: string, name: string): Value => ({ 'Fn::GetAtt': [id, name] });
export const sub = (text: string): Value => ({ 'Fn::Sub': text });
export const iff = (condition: string, then: Value, otherwise: Value): Value => ({
  'Fn::If': [condition, then, otherwise],
});
export const noValue = ref('AWS::NoValue');

/** An ARN in whatever partition the stack is made. */
export const arn = (rest: string): Value => sub(`arn:\${AWS::Partition}:${rest}`);

/**
 * Service principals are the same text in every partition (CDK, `ServicePrincipalOpts`: "of the form
 * SERVICE.amazonaws.com", with a Region only across opt-in Regions, which a stack's own roles never are).
 */
const principal = (service: string): string => `${service}.amazonaws.com`;

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly Value[];
  readonly condition?: Value;
}
/** The one statement or the other, or none, by a condition of the document. */
export interface Either {
  readonly when: string;
  readonly then: Statement;
  readonly otherwise?: Statement;
}

const allow = (s: Statement): Value => ({
  Effect: 'Allow',
  Action: s.actions,
  Resource: s.resources,
  ...(s.condition === undefined ? {} : { Condition: s.condition }),
});

const policy = (statements: readonly (Statement | Either)[]): Value => ({
  Version: '2012-10-17',
  Statement: statements.map((s) =>
    'when' in s ? iff(s.when, allow(s.then), s.otherwise ? allow(s.otherwise) : noValue) : allow(s),
  ),
});

/** A role without a name of its own, with one inline policy, under the permissions boundary if one is given. */
export function role(
  service: string,
  policyName: string,
  statements: readonly (Statement | Either)[],
  tags: Value,
): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: principal(service) }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [{ PolicyName: policyName, PolicyDocument: policy(statements) }],
      PermissionsBoundary: iff('HasBoundary', ref('PermissionsBoundary'), noValue),
      Tags: tags,
    },
  };
}
