import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config';
import { prepareHome } from '../home/prepare';
import { startEngine } from '../main';

export interface TestEngine {
  readonly endpoint: string;
  readonly home: string;
  /** What an SDK client of a test is made with. */
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  readonly log: string[];
  /** `keep` leaves the home for another engine. */
  stop(keep?: boolean): Promise<void>;
}

/** A real engine on a free port, in a temporary home unless one is given. */
export async function startTestEngine(
  env: Record<string, string> = {},
  home = mkdtempSync(join(tmpdir(), 'starboard-engine-')),
): Promise<TestEngine> {
  const log: string[] = [];
  const config = readConfig(
    {
      STARBOARD_HOME: home,
      STARBOARD_ENGINE_PORT: '0',
      STARBOARD_TEST_CONTROLS: '1',
      // A browser after every release of every test would be most of what the tests do.
      STARBOARD_PICTURES: 'off',
      STARBOARD_ROOT: join(import.meta.dirname, '..', '..'),
      ...env,
    } as unknown as NodeJS.ProcessEnv,
    '0.0.0-test',
  );
  prepareHome(config.home);
  const engine = await startEngine(config, (line) => log.push(line));
  return {
    endpoint: engine.endpoint,
    home,
    log,
    client: {
      endpoint: engine.endpoint,
      region: config.region,
      credentials: engine.credentials,
      maxAttempts: 1,
    },
    async stop(keep = false) {
      await engine.stop();
      if (!keep) rmSync(home, { recursive: true, force: true });
    },
  };
}
