/** The root disk of Amazon Linux 2023's image, in GB: the template names no other size. */
export const ROOT_DISK_GB = 8;

interface Chosen {
  readonly target: string;
  readonly environments: readonly string[];
  readonly instanceType: string;
}

const names = new Intl.ListFormat('en', { type: 'conjunction' });
const oneEach = (environments: readonly string[]): string =>
  `${names.format(environments)} ${environments.length === 1 ? 'is' : 'are each'}`;

/**
 * What a project costs on AWS while nobody uses it, and what it costs when somebody does: in words, for prices differ by
 * Region and over time. Each environment of the target `server` is an instance, its disk and its address (AWS bills each
 * public IPv4 address since February 2024); S3, CodeBuild and pipelines of type V2 are billed by use.
 */
export function idleCosts({ target, environments, instanceType }: Chosen): readonly string[] {
  const used =
    'Builds and pipeline actions are billed by the minute they run; artifacts and logs (kept 30 days) by their size.';
  if (target === 'static')
    return ['Nothing runs while nobody visits: S3 bills stored files and requests.', used];
  return [
    `While they exist, used or not: ${oneEach(environments)} one ${instanceType} instance, with an ${ROOT_DISK_GB} GB gp3 disk and a public IPv4 address.`,
    used,
  ];
}
