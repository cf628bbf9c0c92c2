/** The account's default network; by it instances reach each other. */
export const VPC_CIDR = '172.31.0.0/16';
/** The bits of each of its subnets. */
export const SUBNET_BITS = 20;
export const SUBNET_CIDRS = ['172.31.0.0/20', '172.31.16.0/20'] as const;

/** Hosts of a subnet: AWS keeps the first four addresses and the last one (VPC user guide, "Subnet sizing"). */
const FIRST_HOST = 4;
const LAST_HOST = 2 ** (32 - SUBNET_BITS) - 2;
const HOSTS = LAST_HOST - FIRST_HOST + 1;

/** A host of a subnet by its number. Any number stands for one. */
function hostOf(cidr: string, number: number): string {
  const [a = 0, b = 0, c = 0] = cidr.split(/[./]/).map(Number);
  const host = FIRST_HOST + (number % HOSTS);
  return `${a}.${b}.${c + Math.floor(host / 256)}.${host % 256}`;
}

/** A free address of a subnet: the one that the seed stands for, or the next. */
export function freeAddress(cidr: string, seed: number, taken: ReadonlySet<string>): string {
  for (let n = 0; n < HOSTS; n++) {
    const address = hostOf(cidr, seed + n);
    if (!taken.has(address)) return address;
  }
  throw new Error(`${cidr} has no free address`);
}

/** The private name of an address (EC2 user guide, "Instance hostname types"). */
export const privateName = (address: string, region: string): string =>
  `ip-${address.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`;
