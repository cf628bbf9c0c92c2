/** The only place in the engine that knows AWS's partitions and their names. */
export function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export function urlSuffix(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** AWS's console (AWS General Reference, service endpoints). */
export const consoleHost = (region: string): string =>
  ({ 'aws-cn': 'console.amazonaws.cn', 'aws-us-gov': 'console.amazonaws-us-gov.com' })[
    partitionOf(region)
  ] ?? 'console.aws.amazon.com';

export const codecommitHost = (region: string): string =>
  `git-codecommit.${region}.${urlSuffix(partitionOf(region))}`;

/** The principal under which a service asks for something: `codepipeline.amazonaws.com`, in every partition alike. */
export const servicePrincipal = (service: string): string => `${service}.amazonaws.com`;
