/** Who a principal's ARN names, in one word: a user's name, a role's session, `root`; a name that is no ARN stays. */
export const principalName = (arn: string | undefined): string =>
  arn?.startsWith('arn:') ? (arn.split(/[/:]/).pop() ?? '') : (arn ?? '');
