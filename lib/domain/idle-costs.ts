/** The root disk of Amazon Linux 2023's image, in GB: the template names no other size. */
export const ROOT_DISK_GB = 8;

interface Chosen {
  readonly target: string;
  readonly environments: readonly string[];
  readonly instanceType: string;
}

/**
 * What a project costs on AWS while nobody uses it, and what it costs when somebody does: in words, for prices differ by
 * Region and over time. Each environment of the target `server` is an instance, its disk and its address (AWS bills each
 * public IPv4 address since February 2024); S3, CodeBuild and pipelines of type V2 are billed by use.
 */
export function idleCosts({ target, environments, instanceType }: Chosen): readonly string[] {
  const count = environments.length;
  const each =
    count === 1 ? `${environments[0] ?? ''} is` : `each of ${environments.join(', ')} is`;
  const used =
    'Builds and pipeline actions are billed by the minute they run; artifacts and logs (kept 30 days) by their size.';
  if (target === 'static')
    return ['Nothing runs while nobody visits: S3 bills stored files and requests.', used];
  return [
    `While they exist, used or not: ${each} one ${instanceType} instance, its ${ROOT_DISK_GB} GB gp3 disk and its public IPv4 address.`,
    used,
  ];
}
