import { createInterface } from 'node:readline/promises';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { environment } from '../../engine/config';
import { AGENT_VERSIONS } from '../../engine/core/deployment/agent-rules';
import { HostAgent } from '../../engine/programs/host-agent';
import { engineDesk, type SessionKeys } from '../engine-desk';
import { runningEngine } from '../home';
import { DeployOutput } from './deploy-output';
import { pairs } from './options';

const HELP = `starboard agent join NAME [options]

Makes the machine or container it runs on an on-premises instance of the local engine, for as long as it runs: asks the
engine for deployments, and runs them here without a sandbox, as the user who calls it. It asks first.

Beside the engine's home it registers NAME by itself, as a session of the role starboard-on-premises. On another machine,
which reaches the engine's port through a tunnel of yours, set AWS_ENDPOINT_URL and the keys of the session that NAME is
registered with (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN); it ends with them. A real account needs AWS's
own agent: its protocol is private.

  --tag KEY=VALUE   a tag for deployment groups to select it by (repeatable); beside the engine's home alone
  --root FOLDER     files and the agent's own folders go below FOLDER (default: /, as with AWS's agent)
  --agent VERSION   1.8 (default) or 2: which of AWS's agents is followed
  --yes             do not ask
`;

const OPTIONS = {
  tag: { type: 'string', multiple: true },
  root: { type: 'string' },
  agent: { type: 'string' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const ROLE = 'starboard-on-premises';
const NAME = /^(?!i-)[\w+=,.@-]{2,64}$/;
/** A session lives for an hour; a new one of the same name is the same identity. */
const RENEW_MS = 30 * 60_000;

interface Engine {
  readonly endpoint: string;
  readonly region: string;
  readonly keys: () => Promise<SessionKeys>;
}

/** The session that the person has given, for a machine that has no home. */
function givenEngine(env: NodeJS.ProcessEnv): Engine | undefined {
  const { AWS_ENDPOINT_URL: endpoint, AWS_SESSION_TOKEN: sessionToken } = env;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!endpoint || !sessionToken || !accessKeyId || !secretAccessKey) return undefined;
  const keys = { accessKeyId, secretAccessKey, sessionToken };
  return { endpoint, region: environment.region, keys: () => Promise.resolve(keys) };
}

/** Registers the machine by the home's own keys, as a session of its name. */
async function registeredEngine(name: string, tags: Record<string, string>): Promise<Engine> {
  const { endpoint, region, accessKeyId, secretAccessKey } = runningEngine();
  const client = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const [iam, sts, codedeploy] = [new IAM(client), new STS(client), new CodeDeploy(client)];
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
  };
  const role = await iam
    .createRole({ RoleName: ROLE, AssumeRolePolicyDocument: JSON.stringify(trust) })
    .catch((error: unknown) => {
      if ((error as Error).name !== 'EntityAlreadyExistsException') throw error;
      return iam.getRole({ RoleName: ROLE });
    });
  const assume = async (): Promise<{ keys: SessionKeys; arn: string; until: number }> => {
    const { Credentials: c, AssumedRoleUser: user } = await sts.assumeRole({
      RoleArn: role.Role?.Arn ?? '',
      RoleSessionName: name,
    });
    const keys = {
      accessKeyId: c?.AccessKeyId ?? '',
      secretAccessKey: c?.SecretAccessKey ?? '',
      sessionToken: c?.SessionToken,
    };
    return { keys, arn: user?.Arn ?? '', until: Date.now() + RENEW_MS };
  };
  let session = await assume();
  await register(codedeploy, name, session.arn);
  const given = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (given.length)
    await codedeploy.addTagsToOnPremisesInstances({ instanceNames: [name], tags: given });
  const keys = async (): Promise<SessionKeys> => {
    if (Date.now() > session.until) session = await assume();
    return session.keys;
  };
  return { endpoint, region, keys };
}

async function register(
  codedeploy: CodeDeploy,
  name: string,
  iamSessionArn: string,
): Promise<void> {
  try {
    await codedeploy.registerOnPremisesInstance({ instanceName: name, iamSessionArn });
  } catch (error) {
    if ((error as Error).name !== 'InstanceNameAlreadyRegisteredException') throw error;
    const { instanceInfo } = await codedeploy.getOnPremisesInstance({ instanceName: name });
    const { iamSessionArn: session, iamUserArn: user } = instanceInfo ?? {};
    if (session !== iamSessionArn)
      throw new Error(
        `${name} is registered with ${session ?? user ?? 'another identity'}. ` +
          'Set the keys of that session, or choose another name.',
        { cause: error },
      );
  }
}

async function agrees(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new Error(`${question}\nNobody is here to answer: say --yes if that is meant.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** The person's own environment, but for the keys by which the agent asks the engine. */
const scriptEnvironment = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || /^(AWS|STARBOARD)_/.test(name) ? [] : [[name, value]],
    ),
  );

/** Runs the agent until SIGINT or SIGTERM. */
async function run(name: string, engine: Engine, root: string, version: string): Promise<void> {
  const shown = new DeployOutput(process.stdout);
  let said = '';
  const agent = new HostAgent(engineDesk({ ...engine, instanceName: name }), {
    root,
    agent: AGENT_VERSIONS.find((v) => v === version) ?? AGENT_VERSIONS[0],
    env: scriptEnvironment(environment.all),
    output: (entry) => shown.take(entry),
    trouble: (error) => {
      const text = error instanceof Error ? error.message : String(error);
      // Asked every second, it is told once.
      if (text !== said) process.stderr.write(`${text}\n`);
      said = text;
    },
  });
  const stop = (): void => agent.stop();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.write(
    `${name} is an on-premises instance of ${engine.endpoint}. Press Ctrl-C to leave.\n`,
  );
  await agent.run();
}

export async function agent(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [verb, name, ...more] = positionals;
  if (verb !== 'join' || name === undefined || more.length)
    throw new Error('Use: starboard agent join NAME. See starboard agent --help.');
  if (!NAME.test(name))
    throw new Error(
      `${name} is no name of an on-premises instance: 2 to 64 letters, digits and +=,.@_-, not beginning with i-.`,
    );
  const version = values.agent ?? environment.agentVersion;
  if (!AGENT_VERSIONS.some((v) => v === version))
    throw new Error(`--agent ${version} is not valid. Use one of ${AGENT_VERSIONS.join(', ')}.`);
  const root = resolve(values.root ?? '/');
  const question =
    `Deployments will run their hooks on this machine as ${userInfo().username}, without a sandbox, ` +
    `and put files below ${root}. Make it the on-premises instance ${name}?`;
  if (!values.yes && !(await agrees(question))) {
    process.exitCode = 1;
    return;
  }
  const given = givenEngine(process.env);
  if (given && values.tag?.length)
    throw new Error("--tag needs the engine's home: a session of an instance does not tag it.");
  const engine = given ?? (await registeredEngine(name, pairs(values.tag, 'tag')));
  try {
    await run(name, engine, root, version);
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    throw new Error(
      `${(error as Error).message}. ${userInfo().username} cannot write there: choose a folder with --root, or run it as root.`,
      { cause: error },
    );
  }
}
