import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { allowedEnvironment } from './core/build/environment';
import { AGENT_VERSIONS, type AgentVersion } from './core/deployment/agent-rules';
import type { BuildHost } from './ports/machines';

export interface EngineConfig {
  readonly home: string;
  /** 0 = the one kept with the home, else a free one. */
  readonly port: number;
  readonly accountId: string;
  readonly region: string;
  /** The root keys as they were set; what was not is the home's own (home/root-keys.ts). */
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly testControls: boolean;
  readonly version: string;
  readonly builds: BuildHost;
  readonly agentVersion: AgentVersion;
  /** The users of instances own their files. */
  readonly realUsers: boolean;
  /** A picture is taken of what an instance's application shows after a release. */
  readonly pictures: boolean;
  /** The folder of the bundled runner and agent. */
  readonly programs: string;
}

/** A setting that cannot work; its message says what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError';
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

const NETWORKS = ['own', 'shared'];

function checkNetwork(given: string | undefined): void {
  if (given && !NETWORKS.includes(given))
    throw new ConfigError(
      `STARBOARD_INSTANCE_NETWORK=${given} is no network of instances. Use ${NETWORKS.join(' or ')}.`,
    );
}

/** The settings of the engine. */
export function readConfig(env: NodeJS.ProcessEnv, version: string): EngineConfig {
  checkNetwork(env['STARBOARD_INSTANCE_NETWORK']);
  const accountId = env['STARBOARD_ACCOUNT_ID'] || '000000000000';
  if (!/^\d{12}$/.test(accountId))
    throw new ConfigError(
      `STARBOARD_ACCOUNT_ID=${accountId} is not an account id. Use twelve digits.`,
    );
  return {
    home: resolve(env['STARBOARD_HOME'] || '.starboard'),
    accountId,
    version,
    programs: join(env['STARBOARD_ROOT'] || '.', 'dist'),
    port: integer(env['STARBOARD_ENGINE_PORT'], 4566, 'STARBOARD_ENGINE_PORT'),
    region: env['AWS_REGION'] || 'us-east-1',
    testControls: env['STARBOARD_TEST_CONTROLS'] === '1',
    builds: buildHost(env),
    agentVersion: agentVersionOf(env['STARBOARD_CODEDEPLOY_AGENT']),
    realUsers: env['STARBOARD_REAL_USERS'] === '1',
    pictures: env['STARBOARD_PICTURES'] !== 'off',
    accessKeyId: env['STARBOARD_ACCESS_KEY_ID'],
    secretAccessKey: env['STARBOARD_SECRET_ACCESS_KEY'],
  };
}

/** How an engine tells the programs that it starts what it has found out already. */
export const PROGRAM_VARIABLES = {
  bubblewrapTried: 'STARBOARD_BUBBLEWRAP_TRIED',
  toolchains: 'STARBOARD_TOOLCHAINS',
} as const;

/** What a client of a container engine needs of the person's environment to find it and its credentials. */
const CONTAINER_CLIENT = [
  'PATH',
  'HOME',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'CONTAINER_HOST',
  'CONTAINERS_CONF',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'TMPDIR',
];

export const clientEnvironment = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(CONTAINER_CLIENT.flatMap((n) => (env[n] === undefined ? [] : [[n, env[n]]])));

/** What this process was given by its person or by its engine, read when it is asked for. */
export const environment = {
  /** PATH. */
  get path(): string | undefined {
    return process.env['PATH'];
  },
  /** The person's own home. */
  get home(): string | undefined {
    return process.env['HOME'];
  },
  get region(): string {
    return process.env['AWS_REGION'] ?? 'us-east-1';
  },
  /** Which sandbox is asked for. */
  get sandbox(): string | undefined {
    return process.env['STARBOARD_SANDBOX'];
  },
  /** `shared` where instances are to have this machine's network. */
  get instanceNetwork(): string | undefined {
    return process.env['STARBOARD_INSTANCE_NETWORK'];
  },
  /** How builds are done here. */
  get builds(): BuildHost {
    return buildHost(process.env);
  },
  /** A program's engine has tried bubblewrap: it need not. */
  get isBubblewrapTried(): boolean {
    return process.env[PROGRAM_VARIABLES.bubblewrapTried] === '1';
  },
  /** The toolchains that a program's engine has found, as JSON. */
  get toolchains(): string {
    return process.env[PROGRAM_VARIABLES.toolchains] ?? '[]';
  },
  /** Which of AWS's CodeDeploy agents hooks and files follow. */
  get agentVersion(): AgentVersion {
    return agentVersionOf(process.env['STARBOARD_CODEDEPLOY_AGENT']);
  },
  /** For a client of a container engine, and for the programs that start one. */
  get containerClient(): Record<string, string> {
    return clientEnvironment(process.env);
  },
  /** All of it, for a tool of the person's that is asked in the person's place. */
  get all(): NodeJS.ProcessEnv {
    return process.env;
  },
};

/** Takes for told what an engine tells its programs, in a process that none has started. */
export function takeForTold(variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables);
}
