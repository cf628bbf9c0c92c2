import 'server-only';
import type {
  AwsCredentialIdentity,
  HandlerExecutionContext,
  InitializeHandlerOutput,
  InitializeMiddleware,
  MetadataBearer,
  Pluggable,
} from '@smithy/types';
import { noteAccount, verifyAccount } from './account';
import { awsCredentials } from './credentials';

/**
 * The names by which AWS refuses whoever calls, before it does anything: of each service's "Common Errors", of STS, EC2
 * and S3 ("Error responses"). So a call that changes something can be sent again as well.
 */
const REFUSED_CALLER = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
]);

export const refusesCaller = (error: unknown): boolean =>
  error instanceof Error && REFUSED_CALLER.has(error.name);

/** A body that is streamed is gone once it was sent. */
const isStreamed = (input: object): boolean =>
  Object.values(input).some(
    (value: unknown) =>
      typeof value === 'object' && value !== null && ('pipe' in value || 'getReader' in value),
  );

/** The credentials that the call was signed with, as the SDK's signing keeps them. */
const signedWith = (context: HandlerExecutionContext): AwsCredentialIdentity | undefined =>
  (
    context['__smithy_context'] as
      { selectedHttpAuthScheme?: { identity?: AwsCredentialIdentity } } | undefined
  )?.selectedHttpAuthScheme?.identity;

/**
 * Sends a call once more with renewed credentials where AWS has refused the former ones. `ask` is GetCallerIdentity: no
 * call is made in another account than the first.
 */
export function renewing<Input extends object, Output extends MetadataBearer>(
  ask: () => Promise<unknown>,
): Pluggable<Input, Output> {
  const middleware: InitializeMiddleware<Input, Output> = (next, context) => async (args) => {
    const isIdentity = context.commandName === 'GetCallerIdentityCommand';
    const send = async (): Promise<InitializeHandlerOutput<Output>> => {
      if (!isIdentity) await verifyAccount(ask);
      const answer = await next(args);
      const by = signedWith(context);
      if (isIdentity && by) noteAccount((answer.output as { Account?: string }).Account ?? '', by);
      return answer;
    };
    try {
      return await send();
    } catch (error) {
      if (!refusesCaller(error) || isStreamed(args.input)) throw error;
      if (!(await awsCredentials().renew(signedWith(context)))) throw error;
    }
    try {
      const answer = await send();
      awsCredentials().accepted();
      return answer;
    } catch (error) {
      if (refusesCaller(error)) await awsCredentials().refused();
      throw error;
    }
  };
  return {
    applyToStack: (stack) =>
      stack.add(middleware, { step: 'initialize', name: 'starboardRenewing', priority: 'high' }),
  };
}
