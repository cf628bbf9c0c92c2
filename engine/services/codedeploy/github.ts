import type * as CD from '@aws-sdk/client-codedeploy';
import { page } from '../../core/paging';
import type { Handler } from '../../ports/context';
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
