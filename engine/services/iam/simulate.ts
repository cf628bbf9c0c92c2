import type * as IAM from '@aws-sdk/client-iam';
import type { Handler } from '../../ports/context';
import { notFound, roles } from './roles';

/**
 * What a principal may do. Policies are kept here and not evaluated, so any valid key may do anything, and that is what
 * this says; a test's bad account (engine/faults) changes the answer as it changes the account.
 */
export const simulatePrincipalPolicy: Handler<
  IAM.SimulatePrincipalPolicyRequest,
  IAM.SimulatePolicyResponse
> = (input, ctx) => {
  const role = /:role\/(?:.*\/)?([^/]+)$/.exec(input.PolicySourceArn)?.[1];
  if (role === undefined || !ctx.store.get(roles, role))
    throw notFound('role', role ?? input.PolicySourceArn);
  const resources = input.ResourceArns ?? ['*'];
  return {
    IsTruncated: false,
    EvaluationResults: input.ActionNames.flatMap((EvalActionName) =>
      resources.map((EvalResourceName) => ({
        EvalActionName,
        EvalResourceName,
        EvalDecision: 'allowed' as const,
        MatchedStatements: [],
        MissingContextValues: [],
      })),
    ),
  };
};
