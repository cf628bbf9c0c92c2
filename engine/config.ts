import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { availableParallelism } from 'node:os';
import { isJson, look, readKept, writeKept } from './adapters/kept-file';
import { refuseNewerStore } from './adapters/sqlite-migrations';
import { randomIds } from './adapters/random-ids';
import { allowedEnvironment } from './core/build/environment';
import { AGENT_VERSIONS, type AgentVersion } from './core/deployment/agent-rules';
import { ALNUM, UPPER_ALNUM } from './core/alphabets';
import type { BuildHost } from './ports/machines';

export interface EngineConfig {
  readonly home: string;
  /** 0 = the one kept with the home, else a free one. */
  readonly port: number;
  readonly accountId: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly testControls: boolean;
  readonly version: string;
  readonly builds: BuildHost;
  readonly agentVersion: AgentVersion;
  /** The users of instances own their files. */
  readonly realUsers: boolean;
  /** The folder of the bundled runner and agent. */
  readonly programs: string;
}

/** A setting that cannot work; its message says what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

interface RootKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const isRootKeys = isJson<RootKeys>(({ accessKeyId, secretAccessKey }) =>
  [accessKeyId, secretAccessKey].every((part) => typeof part === 'string' && part !== ''),
);

/** The local root credentials of a home; undefined where it has none yet, refused where they are damaged. */
export function keptCredentials(home: string, log?: (line: string) => void): RootKeys | undefined {
  const text = readKept({
    path: join(home, 'credentials.json'),
    valid: isRootKeys,
    repaired: log,
    wayBack:
      'Restore it from a backup, or delete it: new root keys are made at the next start, and clients that have the old ones need them.',
  });
  return text === undefined ? undefined : (JSON.parse(text) as RootKeys);
}

/** The local root credentials: from the settings, else made at the first start and kept in the home. */
function rootCredentials(
  home: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): RootKeys {
  refuseNewerStore(join(home, 'store.db'));
  const kept = keptCredentials(home, log);
  if (!kept && look(join(home, 'store.db')))
    log(
      'credentials.json was missing: new root keys were made, the old ones are not valid any more',
    );
  const wanted = {
    accessKeyId:
      env['STARBOARD_ACCESS_KEY_ID'] ??
      kept?.accessKeyId ??
      `AKIA${randomIds.random(16, UPPER_ALNUM)}`,
    secretAccessKey:
      env['STARBOARD_SECRET_ACCESS_KEY'] ?? kept?.secretAccessKey ?? randomIds.random(40, ALNUM),
  };
  if (kept?.accessKeyId !== wanted.accessKeyId || kept.secretAccessKey !== wanted.secretAccessKey)
    writeKept(join(home, 'credentials.json'), JSON.stringify(wanted));
  return wanted;
}

/** Makes the home, or says why it cannot be used. */
export function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    // Of a name that nothing else has; a home of before has the file that was left by this.
    const probe = join(home, `.write-test-${process.pid}`);
    writeFileSync(probe, '', { flag: 'wx' });
    renameSync(probe, `${probe}.tmp`);
    rmSync(`${probe}.tmp`);
  } catch (cause) {
    throw new ConfigError(
      `The home ${home} cannot be written (${(cause as NodeJS.ErrnoException).code ?? String(cause)}). Make it writable, or set STARBOARD_HOME to another folder.`,
      { cause },
    );
  }
}

function integer(text: string | undefined, fallback: number, name: string): number {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new ConfigError(`${name}=${text} is not a port. Use a number from 0 to 65535.`);
  return value;
}

const MIN_SLOTS = 4;
const GRACE_SECONDS = 10;

function graceOf(given: string | undefined): number {
  const seconds = given ? Number(given) : GRACE_SECONDS;
  if (!(seconds > 0 && seconds <= 60))
    throw new ConfigError(
      `STARBOARD_GRACE_SECONDS=${given ?? ''} is no time to end in. Use a number of seconds up to 60.`,
    );
  return seconds;
}

function agentVersionOf(given: string | undefined): AgentVersion {
  const version = AGENT_VERSIONS.find((v) => v === (given || AGENT_VERSIONS[0]));
  if (version) return version;
  throw new ConfigError(
    `STARBOARD_CODEDEPLOY_AGENT=${given ?? ''} is no CodeDeploy agent that Starboard knows. Use ${AGENT_VERSIONS.join(' or ')}.`,
  );
}

/** How builds are done here: what they see of the person's environment, how many run at once. */
export function buildHost(env: NodeJS.ProcessEnv): BuildHost {
  const given = env['STARBOARD_BUILD_SLOTS'];
  const slots = given ? Number(given) : Math.max(MIN_SLOTS, 2 * availableParallelism());
  if (!Number.isInteger(slots) || slots < 1)
    throw new ConfigError(
      `STARBOARD_BUILD_SLOTS=${given ?? ''} is not a number of builds. Use 1 or more.`,
    );
  return {
    environment: allowedEnvironment(env, env['STARBOARD_BUILD_ENV']),
    strictRuntimes: env['STARBOARD_STRICT_RUNTIMES'] === '1',
    slots,
    graceMs: graceOf(env['STARBOARD_GRACE_SECONDS']) * 1000,
  };
}

/** The settings of the engine. `STARBOARD_SANDBOX` and what programs inherit are read where those are started. */
export function readConfig(
  env: NodeJS.ProcessEnv,
  version: string,
  log: (line: string) => void = () => undefined,
): EngineConfig {
  const home = resolve(env['STARBOARD_HOME'] || '.starboard');
  prepareHome(home);
  const accountId = env['STARBOARD_ACCOUNT_ID'] || '000000000000';
  if (!/^\d{12}$/.test(accountId))
    throw new ConfigError(
      `STARBOARD_ACCOUNT_ID=${accountId} is not an account id. Use twelve digits.`,
    );
  return {
    home,
    accountId,
    version,
    programs: join(env['STARBOARD_ROOT'] || '.', 'dist'),
    port: integer(env['STARBOARD_ENGINE_PORT'], 4566, 'STARBOARD_ENGINE_PORT'),
    region: env['AWS_REGION'] || 'us-east-1',
    testControls: env['STARBOARD_TEST_CONTROLS'] === '1',
    builds: buildHost(env),
    agentVersion: agentVersionOf(env['STARBOARD_CODEDEPLOY_AGENT']),
    realUsers: env['STARBOARD_REAL_USERS'] === '1',
    ...rootCredentials(home, env, log),
  };
}
