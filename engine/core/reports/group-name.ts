/** The name in a report group's ARN; anything else is a name itself. */
export const groupNameOf = (arn: string): string => /report-group\/(.+)$/.exec(arn)?.[1] ?? arn;

/** The group that a buildspec's report goes to: of an ARN its own, else PROJECT-NAME (AWS-SEMANTICS 1.8). */
export const reportGroupName = (project: string, group: string): string =>
  group.startsWith('arn:') ? groupNameOf(group) : `${project}-${group}`;
