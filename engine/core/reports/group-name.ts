/** The group that a buildspec's report goes to: of an ARN its own, else PROJECT-NAME (AWS-SEMANTICS 1.8). */
export const reportGroupName = (project: string, group: string): string => (group.startsWith('arn:') ? /report-group\/(.+)$/.exec(group)?.[1] ?? group : `${project}-${group}`);
