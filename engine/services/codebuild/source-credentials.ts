import type * as CB from '@aws-sdk/client-codebuild';
import { z } from 'zod';
import type { Ctx, Handler } from '../../ports/context';
import type { Login } from '../../ports/git';
import { ALNUM } from '../../core/alphabets';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

interface Credential {
  readonly arn: string;
  readonly serverType: CB.ServerType;
  readonly authType: CB.AuthType;
  /** Sealed. */ readonly token: string;
  readonly username?: string | undefined;
  readonly resource?: string | undefined;
}

export const credentials = kind<Credential>('codebuild.credential');
/** [model] Their token is the ARN of what holds the token, and may be shown. */
const BY_ARN: readonly string[] = ['SECRETS_MANAGER', 'CODECONNECTIONS'];

/** Keeps a token for a kind of git host, sealed: builds whose source is one of that kind are let in with it. */
export const importSourceCredentials: Handler<
  CB.ImportSourceCredentialsInput,
  CB.ImportSourceCredentialsOutput
> = (input, ctx) => {
  if (input.authType === 'OAUTH')
    throw new AwsError(
      'InvalidInputException',
      'OAUTH is not supported by the API: connect in the console',
    );
  if (input.authType === 'BASIC_AUTH' && !input.username)
    throw new AwsError('InvalidInputException', 'username is required for authType BASIC_AUTH');
  // [doc] "This parameter is not valid for other types of source providers or connections."
  if (input.username !== undefined && input.authType !== 'BASIC_AUTH')
    throw new AwsError('InvalidInputException', 'username is for authType BASIC_AUTH only');
  // [doc] A server type has one credential.
  const known = ctx.store.list(credentials).find((c) => c.serverType === input.serverType);
  if (known && input.shouldOverwrite === false)
    throw new AwsError(
      'ResourceAlreadyExistsException',
      `Access token with server type ${input.serverType} already exists. Delete its source credential and try again.`,
    );
  const arn =
    known?.arn ??
    ctx.arn('codebuild', `token/${input.serverType.toLowerCase()}-${ctx.ids.random(8, ALNUM)}`);
  ctx.store.put(credentials, arn, {
    arn,
    serverType: input.serverType,
    authType: input.authType,
    token: ctx.vault.seal(input.token),
    username: input.username,
    resource: BY_ARN.includes(input.authType) ? input.token : undefined,
  });
  return { arn };
};

export const listSourceCredentials: Handler<
  CB.ListSourceCredentialsInput,
  CB.ListSourceCredentialsOutput
> = (_input, ctx) => ({
  sourceCredentialsInfos: ctx.store
    .list(credentials)
    .map(({ arn, serverType, authType, resource }) => ({ arn, serverType, authType, resource })),
});

export const deleteSourceCredentials: Handler<
  CB.DeleteSourceCredentialsInput,
  CB.DeleteSourceCredentialsOutput
> = (input, ctx) => {
  if (!ctx.store.get(credentials, input.arn))
    throw new AwsError(
      'ResourceNotFoundException',
      `Source credentials cannot be found: ${input.arn}`,
    );
  ctx.store.delete(credentials, input.arn);
  return { arn: input.arn };
};

interface Token {
  readonly token: string;
  readonly username?: string | undefined;
}

/** [doc] What a secret for a source holds (CodeBuild user guide, "GitHub and GitHub Enterprise Server access token"). */
const secretFields = z.object({ Token: z.string().min(1), Username: z.string().optional() });

async function fromSecret(ctx: Ctx, SecretId: string): Promise<Token> {
  const { SecretString = '' } = await ctx.call.secretsmanager.getSecretValue({
    SecretId,
  });
  try {
    const { Token, Username } = secretFields.parse(JSON.parse(SecretString));
    return { token: Token, username: Username };
  } catch (cause) {
    throw new AwsError(
      'InvalidInputException',
      `the secret ${SecretId} is not JSON with the keys ServerType, AuthType and Token`,
      { cause },
    );
  }
}

const NEAR = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** A login goes over an encrypted line, or to this machine; and it is one line, which is how git is told. */
function checkLogin(url: string, login: Login): Login {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  if (protocol !== 'https:' && !NEAR.test(hostname))
    throw new AwsError(
      'InvalidInputException',
      `a token is not sent over an unencrypted connection: give the source's address as https://${hostname}`,
    );
  if (/[\r\n\0]/.test(login.username + login.password))
    throw new AwsError('InvalidInputException', 'the token of this source has several lines');
  return login;
}

/** Whom each host takes a token for, where nobody is named: GitLab asks for this name, the others for any. */
const NOBODY: Readonly<Record<string, string>> = {
  GITLAB: 'oauth2',
  GITLAB_SELF_MANAGED: 'oauth2',
};

/** The project's own secret, else what was imported for this kind of host. [doc] `auth` of type OAUTH names no other than the imported one. */
async function tokenOf(ctx: Ctx, { type, auth }: CB.ProjectSource): Promise<Token | undefined> {
  if (auth?.type === 'SECRETS_MANAGER') return fromSecret(ctx, auth.resource ?? '');
  const imported =
    auth?.type === 'CODECONNECTIONS'
      ? undefined
      : ctx.store.list(credentials).find((c) => c.serverType === type);
  // Behind a connection the host here asks nobody who he is.
  if (!imported || imported.authType === 'CODECONNECTIONS') return undefined;
  return imported.resource === undefined
    ? { token: ctx.vault.open(imported.token), username: imported.username }
    : fromSecret(ctx, imported.resource);
}

/** How a build is let in where its source lies; undefined where nobody has given a token. */
export async function loginOf(ctx: Ctx, source: CB.ProjectSource): Promise<Login | undefined> {
  const found = await tokenOf(ctx, source);
  return (
    found &&
    checkLogin(source.location ?? '', {
      username: found.username ?? NOBODY[source.type ?? ''] ?? 'x-access-token',
      password: found.token,
    })
  );
}
