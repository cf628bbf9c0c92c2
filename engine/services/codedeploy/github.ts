import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { PAGE_SIZE } from './documents';

/** AWS's console alone makes a connection to a GitHub account, and there is none of these here. */
const TOKEN_NAMES: readonly string[] = [];

export const listGitHubAccountTokenNames: Handler<
  CD.ListGitHubAccountTokenNamesInput,
  CD.ListGitHubAccountTokenNamesOutput
> = (input) => {
  const { items, nextToken } = page(TOKEN_NAMES, PAGE_SIZE, input.nextToken);
  return { tokenNameList: items, nextToken };
};

export const deleteGitHubAccountToken: Handler<
  CD.DeleteGitHubAccountTokenInput,
  CD.DeleteGitHubAccountTokenOutput
> = ({ tokenName }) => {
  if (!tokenName)
    throw new AwsError(
      'GitHubAccountTokenNameRequiredException',
      'The name of a GitHub account connection is required',
    );
  throw new AwsError(
    'GitHubAccountTokenDoesNotExistException',
    `No GitHub account connection exists with the name ${tokenName}`,
  );
};

/** The providers whose repositories a revision of type GitHub may name. */
const PROVIDERS: readonly string[] = ['GitHub', 'GitHubEnterpriseServer'];

/** The connections to GitHub, github.com's first. They stand for the account's tokens, which AWS's console makes. */
async function connectionsTo(ctx: Ctx): Promise<string[]> {
  const found: { arn: string; provider: string }[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await ctx.call.codestarConnections.listConnections({ NextToken });
    for (const { ConnectionArn: arn = '', ProviderType: provider = '' } of answer.Connections ?? [])
      if (PROVIDERS.includes(provider)) found.push({ arn, provider });
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return found
    .sort((a, b) => PROVIDERS.indexOf(a.provider) - PROVIDERS.indexOf(b.provider))
    .map((c) => c.arn);
}

/** A revision of GitHub can be read by somebody. */
export async function checkGitHub(ctx: Ctx): Promise<void> {
  if (!(await connectionsTo(ctx)).length)
    throw new AwsError(
      'InvalidGitHubAccountTokenException',
      'The GitHub token is not valid: there is no connection to GitHub. Create one (codeconnections:CreateConnection).',
    );
}

/** The first connection behind which the commit is; the last one says why none is. */
export async function githubCommit(ctx: Ctx, at: CD.GitHubLocation): Promise<string> {
  const { repository = '', commitId = '' } = at;
  let why: unknown = new AwsError(
    'InvalidGitHubAccountTokenException',
    `No connection to GitHub is left to read ${repository} with`,
  );
  for (const connectionArn of await connectionsTo(ctx))
    try {
      await ctx.internal.codestarConnections.commit({
        connectionArn,
        repository,
        branch: '',
        commitId: commitId.toLowerCase(),
      });
      return connectionArn;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      why = error;
    }
  throw why;
}

/** The files of a commit, as GitHub packs them: without what .gitattributes leaves out. */
export async function githubArchive(ctx: Ctx, at: CD.GitHubLocation): Promise<Buffer> {
  const connectionArn = await githubCommit(ctx, at);
  const { zip } = await ctx.internal.codestarConnections.archive({
    connectionArn,
    repository: at.repository ?? '',
    commitId: (at.commitId ?? '').toLowerCase(),
  });
  return zip;
}
