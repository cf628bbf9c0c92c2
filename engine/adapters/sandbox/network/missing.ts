import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BubblewrapSandbox } from '../bubblewrap';
import { probeSandbox } from '../probe';

/**
 * Why this machine cannot give instances networks of their own; undefined where it can, tried rather
 * than assumed. `program` is the doorway's.
 */
export async function missingForOwnNetwork(program: string): Promise<string | undefined> {
  const { kind, reason } = probeSandbox();
  if (kind !== 'bubblewrap') return `there is no bubblewrap (${reason})`;
  if (!existsSync(program)) return `${program} is missing: npm start builds it`;
  const dir = mkdtempSync(join(tmpdir(), 'starboard-network-'));
  const options = { root: join(dir, 'tried'), binds: [], marker: dir, machine: true };
  try {
    const sandbox = await BubblewrapSandbox.start({ ...options, ownNetwork: { program } });
    await sandbox.stop(0);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
