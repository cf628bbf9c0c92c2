import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BubblewrapSandbox } from './bubblewrap';
import { probeSandbox } from './probe';

/** The login user, and back to root: the two changes of user that every other is made of. */
const TRIED = ['ec2-user', 'id -u; sudo -n id -u'] as const;
const EXPECTED = '1000\n0\n';

function said(sandbox: BubblewrapSandbox): Promise<string> {
  const child = sandbox.spawn(sandbox.asUser(...TRIED) ?? [], {
    cwd: '/',
    env: { PATH: sandbox.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
  return new Promise((resolve, reject) => {
    child.once('close', () => resolve(text));
    child.once('error', reject);
  });
}

async function tryOut(dir: string): Promise<string | undefined> {
  const root = join(dir, 'tried');
  const options = { root, binds: [], marker: dir, machine: true, realUsers: true };
  try {
    const sandbox = await BubblewrapSandbox.start(options);
    try {
      const text = await said(sandbox);
      return text === EXPECTED ? undefined : text.trim();
    } finally {
      await sandbox.stop(0);
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Why this machine cannot give instances users of their own; undefined where it can, tried rather than
 * assumed. Only root can: files of many owners are deleted, backed up and installed by no one else.
 */
export async function missingForRealUsers(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'Starboard does not run as root';
  const { kind, reason } = probeSandbox();
  if (kind !== 'bubblewrap') return `there is no bubblewrap (${reason})`;
  const dir = mkdtempSync(join(tmpdir(), 'starboard-users-'));
  try {
    return await tryOut(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
