import 'server-only';

/** The first failure that is a cause and no consequence, in words. */
export function failureCause(
  events: readonly {
    ResourceStatus?: string | undefined;
    ResourceStatusReason?: string | undefined;
    LogicalResourceId?: string | undefined;
  }[],
): string {
  const cause = events.find(
    (e) =>
      e.ResourceStatus === 'CREATE_FAILED' &&
      e.ResourceStatusReason !== 'Resource creation cancelled',
  );
  const reason = cause?.ResourceStatusReason ?? 'no reason was given';
  const begin = reason.indexOf('"') + 1;
  const end = reason.indexOf('" (HandlerErrorCode', begin);
  const text = begin > 0 && end > begin ? reason.slice(begin, end) : reason;
  return `${cause?.LogicalResourceId ?? 'The stack'} could not be created: ${text}`;
}
