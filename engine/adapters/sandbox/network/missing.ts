import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUBNET_BITS, VPC_CIDR } from '../../../core/network/vpc';
import { BubblewrapSandbox } from '../bubblewrap';
import { probeSandbox } from '../probe';

/** What a machine cannot give an instance, and why; undefined where it can. */
export interface MissingNetwork {
  /** A network of its own. */
  readonly own: string | undefined;
  /** An address by which others reach it. */
  readonly others: string | undefined;
}

const nothing = (why: string): MissingNetwork => ({ own: why, others: why });
const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
const PLACE = { address: '172.31.0.4', prefix: SUBNET_BITS, network: VPC_CIDR };

/** What is missing on this machine, tried rather than assumed. `program` is the doorway's. */
export async function missingNetwork(program: string): Promise<MissingNetwork> {
  const { kind, reason } = probeSandbox();
  if (kind !== 'bubblewrap') return nothing(`there is no bubblewrap (${reason})`);
  if (!existsSync(program)) return nothing(`${program} is missing: npm start builds it`);
  const dir = mkdtempSync(join(tmpdir(), 'starboard-network-'));
  const options = { root: join(dir, 'tried'), binds: [], marker: dir, machine: true };
  try {
    const sandbox = await BubblewrapSandbox.start({ ...options, ownNetwork: { program } });
    const others = await sandbox.network?.join(PLACE).then(() => undefined, wordsOf);
    await sandbox.stop(0);
    return { own: undefined, others };
  } catch (error) {
    return nothing(wordsOf(error));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
