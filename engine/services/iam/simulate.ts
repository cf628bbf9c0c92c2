import type * as IAM from '@aws-sdk/client-iam';
import { parseJson } from '../../../common/bounded-parse';
import {
  simulate,
  together,
  type Outcome,
  type PolicySource,
} from '../../core/permissions/simulate';
import type { Handler } from '../../ports/context';
import { AwsError, notServed } from '../../wire/errors';
import { listed, notFound, roles, type Role } from './roles';

const EVERYTHING = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

/** A managed policy's document. AWS's own are not kept here, but for the one that allows everything. */
function managed(arn: string): PolicySource {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  if (/^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/.test(arn))
    return { id, document: EVERYTHING };
  throw notServed(
    'iam',
    'SimulatePrincipalPolicy',
    `a managed policy whose document is not kept here (${arn}; put its statements into the role)`,
  );
}

/** Whatever no policy allows is denied; a boundary allows nothing by itself, and bounds what the others do. */
function weigh(
  role: Role,
  own: readonly PolicySource[],
  action: string,
  resource: string,
): Outcome {
  const outcome = simulate(own, action, resource);
  if (role.boundary === undefined || outcome.decision !== 'allowed') return outcome;
  const bound = simulate([managed(role.boundary)], action, resource);
  return bound.decision === 'allowed' ? outcome : bound;
}

const statements = (matched: readonly string[]): IAM.Statement[] =>
  matched.map((SourcePolicyId) => ({
    SourcePolicyId,
    SourcePolicyType: 'IAM Policy' as IAM.PolicySourceType,
  }));

/** One result for each action, the resources' own below it (IAM API reference, EvaluationResult). */
function result(
  EvalActionName: string,
  resources: readonly string[] | undefined,
  of: (resource: string) => Outcome,
): IAM.EvaluationResult {
  const each = (resources ?? ['*']).map((resource) => ({ resource, ...of(resource) }));
  const all = together(each);
  return {
    EvalActionName,
    EvalResourceName: '*',
    EvalDecision: all.decision,
    MatchedStatements: statements(all.matched),
    MissingContextValues: [...all.missing],
    ...(resources === undefined
      ? {}
      : {
          EvalDecisionDetails: {},
          ResourceSpecificResults: each.map((r) => ({
            EvalResourceName: r.resource,
            EvalResourceDecision: r.decision,
            MatchedStatements: statements(r.matched),
            MissingContextValues: [...r.missing],
          })),
        }),
  };
}

function given(documents: readonly string[]): PolicySource[] {
  return documents.map((text, i) => {
    try {
      return { id: `PolicyInputList.${i + 1}`, document: parseJson(text) };
    } catch (cause) {
      throw new AwsError('InvalidInputException', 'The policy is not in the valid JSON format.', {
        cause,
      });
    }
  });
}

/**
 * What a role's policies say. They are weighed here and nowhere else: the engine keeps policies
 * without effect. A test's bad account (engine/http/faults) changes the answer as it changes the account.
 */
export const simulatePrincipalPolicy: Handler<
  IAM.SimulatePrincipalPolicyRequest,
  IAM.SimulatePolicyResponse
> = (input, ctx) => {
  const name = /:role\/(?:.*\/)?([^/]+)$/.exec(input.PolicySourceArn)?.[1];
  const role = ctx.store.get(roles, name ?? '');
  if (!role || role.arn !== input.PolicySourceArn)
    throw notFound('role', name ?? input.PolicySourceArn);
  const odd = input.ActionNames.find((a) => !/^[\w-]+:[\w*?]+$/.test(a));
  if (odd !== undefined)
    throw new AwsError('InvalidInputException', `Invalid Entity Action: ${odd}`);
  const policies = [
    ...Object.entries(role.policies).map(([id, text]) => ({ id, document: parseJson(text) })),
    ...role.attached.map(managed),
    ...given(input.PolicyInputList ?? []),
  ];
  const { items, ...rest } = listed(input.ActionNames, input);
  return {
    EvaluationResults: items.map((action) =>
      result(action, input.ResourceArns, (resource) => weigh(role, policies, action, resource)),
    ),
    ...rest,
  };
};
