import { fleetSize, isBalanced } from './fleet-size';

/** The root disk of Amazon Linux 2023's image, in GB: the template names no other size. */
export const ROOT_DISK_GB = 8;

interface Chosen {
  readonly target: string;
  readonly environments: readonly string[];
  readonly instanceType: string;
  /** The parameter InstanceCount, where the target has it. */
  readonly count?: string | undefined;
}

const names = new Intl.ListFormat('en', { type: 'conjunction' });
const oneEach = (environments: readonly string[]): string =>
  `${names.format(environments)} ${environments.length === 1 ? 'is' : 'are each'}`;
const instances = (n: number, type: string): string =>
  `${n === 1 ? 'one' : n} ${type} instance${n === 1 ? '' : 's'}, ${n === 1 ? 'with' : 'each with'} an ${ROOT_DISK_GB} GB gp3 disk and a public IPv4 address`;

/** What instances cost, and the balancer before them: it has a public address in each of its two zones. */
function standing({ target, environments, instanceType, count }: Chosen): string[] {
  const { each, most, all } = fleetSize(target, environments, count);
  const fleet = instances(each, instanceType);
  if (!isBalanced(target))
    return [`While they exist, used or not: ${oneEach(environments)} ${fleet}.`];
  return [
    `While they exist, used or not: ${oneEach(environments)} one application load balancer, with a public IPv4 address in each of two zones, and ${fleet}.`,
    ...(most > all
      ? [
          `While a release goes on, its environment has twice as many instances: ${most} in all, until the old ones end.`,
        ]
      : []),
  ];
}

/**
 * What a project costs on AWS while nobody uses it, and what it costs when somebody does: in words, for prices differ by
 * Region and over time. Each environment of the target `server` is an instance, its disk and its address (AWS bills each
 * public IPv4 address since February 2024); S3, CodeBuild and pipelines of type V2 are billed by use.
 */
export function idleCosts(chosen: Chosen): readonly string[] {
  const used =
    'Builds and pipeline actions are billed by the minute they run; artifacts and logs (kept 30 days) by their size.';
  return chosen.target === 'static'
    ? ['Nothing runs while nobody visits: S3 bills stored files and requests.', used]
    : [...standing(chosen), used];
}
