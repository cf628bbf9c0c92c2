/** The smallest IAM policy that allows one action, as the text a person pastes. */
export const smallestPolicy = (action: string): string =>
  JSON.stringify(
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] },
    null,
    2,
  );
