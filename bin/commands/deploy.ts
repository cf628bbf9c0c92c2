import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FILE_EXISTS, type FileExists } from '../../common/appspec';
import { environment } from '../../engine/config';
import { AGENT_VERSIONS, type AgentVersion } from '../../engine/core/deployment/agent-rules';
import {
  LOCAL_TYPES,
  LocalMachine,
  type LocalDeployment,
  type LocalType,
} from '../../engine/programs/local-deploy';
import { DeployOutput } from './deploy-output';
import { agentSettings } from './deploy-settings';
import { variablesOf } from './variables';

const HELP = `starboard deploy [DIR] [options]

Runs DIR's appspec.yml as the CodeDeploy agent would: the same agent as a local instance's, on a machine of its own in the
best sandbox there is, on a copy of DIR. Needs no engine and no AWS account. Exit code 0 once every lifecycle event has
succeeded, 1 where one failed; Ctrl-C stops everything it started. The options are those of AWS's codedeploy-local.

  -l, --bundle-location PATH       a folder or a bundle, instead of DIR (default: the folder you are in)
  -t, --type TYPE                  directory (default), zip, tar or tgz; with --bundle-location
  -b, --file-exists-behavior HOW   DISALLOW (default), OVERWRITE or RETAIN; the AppSpec file's own wins
  -g, --deployment-group ID        the group's id: what it deployed before is stopped and cleaned up
                                   (default: default-local-deployment-group)
  -d, --deployment-group-name NAME DEPLOYMENT_GROUP_NAME of the hooks (default: LocalFleet)
  -a, --application-name NAME      APPLICATION_NAME of the hooks (default: the location)
  -e, --events A,B                 these lifecycle events in this order; DownloadBundle and Install come first unless named
  -c, --agent-configuration-file FILE   its :max_revisions: (default 5); what concerns the agent as a service is passed over
  -A, --appspec-filename NAME      another name of the AppSpec file
  --agent VERSION                  1.8 (default) or 2: which of AWS's agents is followed
  --env NAME=VALUE                 a variable for the hooks; NAME alone passes on your own; @FILE for a file of them
  --machine FOLDER                 keep the machine there: the next deployment to it finds this one (without it a fresh
                                   machine is used and deleted)
  --wait                           leave the application running until Ctrl-C; it listens on PORT
  --json                           the output on stderr, and one JSON object about the deployment on stdout
`;

const OPTIONS = {
  'bundle-location': { type: 'string', short: 'l' },
  type: { type: 'string', short: 't' },
  'file-exists-behavior': { type: 'string', short: 'b' },
  'deployment-group': { type: 'string', short: 'g' },
  'deployment-group-name': { type: 'string', short: 'd' },
  'application-name': { type: 'string', short: 'a' },
  events: { type: 'string', short: 'e' },
  'agent-configuration-file': { type: 'string', short: 'c' },
  'appspec-filename': { type: 'string', short: 'A' },
  agent: { type: 'string' },
  env: { type: 'string', multiple: true },
  machine: { type: 'string' },
  wait: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof read>['values'];
const read = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });

const INTERRUPTED = 130;
/** A name that becomes a folder of the machine. */
const GROUP_ID = /^[A-Za-z0-9._-]{1,100}$/;
const isName = (name: string): boolean => GROUP_ID.test(name) && !/^\.+$/.test(name);

function oneOf<T extends string>(given: string, known: readonly T[], option: string): T {
  const found = known.find((k) => k === given);
  if (found !== undefined) return found;
  throw new Error(`${option} ${given} is not valid. Use one of ${known.join(', ')}.`);
}

function locationOf(values: Values, positionals: readonly string[]): string {
  const given = values['bundle-location'];
  if (positionals.length > 1 || (positionals.length && given !== undefined))
    throw new Error('Give one folder or bundle only: starboard deploy [DIR].');
  const location = given ?? positionals[0] ?? '.';
  if (/^(s3|https?):\/\//.test(location))
    throw new Error(
      `${location} is not on this machine. Download it first: starboard deploy takes folders and bundles.`,
    );
  if (values.type !== undefined && given === undefined && !positionals.length)
    throw new Error('--type needs --bundle-location.');
  return resolve(location.replace(/^file:\/\//, ''));
}

function askedFor(values: Values, positionals: readonly string[]): LocalDeployment {
  const location = locationOf(values, positionals);
  const groupId = values['deployment-group'] ?? 'default-local-deployment-group';
  if (!isName(groupId))
    throw new Error(`--deployment-group ${groupId} is not an id: letters, digits, . _ and -.`);
  const appspecName = values['appspec-filename'];
  if (appspecName?.includes('/'))
    throw new Error(
      `--appspec-filename ${appspecName} is a path. Use a name in the bundle's root.`,
    );
  const events = values.events?.split(',').map((event) => event.trim());
  if (events?.some((event) => !/^\w+$/.test(event)))
    throw new Error(`--events ${values.events ?? ''} is not a list of lifecycle events.`);
  return {
    location,
    type: oneOf<LocalType>(values.type ?? 'directory', LOCAL_TYPES, '--type'),
    fileExists: oneOf<FileExists>(
      values['file-exists-behavior'] ?? 'DISALLOW',
      FILE_EXISTS,
      '--file-exists-behavior',
    ),
    groupId,
    groupName: values['deployment-group-name'] ?? 'LocalFleet',
    applicationName: values['application-name'] ?? location,
    events,
    appspecName,
    ...agentSettings(values['agent-configuration-file']),
  };
}

/** Resolves at the first SIGINT or SIGTERM; `end` forgets about them. */
function interruption(): { readonly asked: Promise<void>; readonly end: () => void } {
  let stop = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    stop = resolve;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  return {
    asked,
    end: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    },
  };
}

/** Deploys once; the exit code. */
async function run(machine: LocalMachine, asked: LocalDeployment, values: Values): Promise<number> {
  const out = values.json ? process.stderr : process.stdout;
  const shown = new DeployOutput(out);
  const interrupted = interruption();
  let isInterrupted = false;
  void interrupted.asked.then(() => {
    isInterrupted = true;
    machine.interrupt();
  });
  try {
    const { id, folder, isSuccess } = await machine.deploy(asked, (entry) => shown.take(entry));
    const log = machine.sandbox.innerPath(`${folder}/logs/scripts.log`);
    if (values.machine !== undefined)
      out.write(`See the deployment log at ${log} on ${values.machine}\n`);
    out.write(
      isSuccess
        ? `AppSpec file valid. Local deployment successful (sandbox: ${machine.sandbox.kind})\n`
        : `Local deployment failed (sandbox: ${machine.sandbox.kind})\n`,
    );
    if (values.json) {
      const report = {
        deploymentId: id,
        status: isSuccess ? 'Succeeded' : 'Failed',
        sandbox: machine.sandbox.kind,
        folder,
        port: machine.port,
        events: shown.events,
      };
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    }
    if (isInterrupted) return INTERRUPTED;
    if (isSuccess && values.wait) {
      out.write(
        `The application may listen on http://127.0.0.1:${machine.port}. Press Ctrl-C to stop it.\n`,
      );
      // A signal alone keeps no process alive.
      const alive = setInterval(() => undefined, 60_000);
      await interrupted.asked;
      clearInterval(alive);
    }
    return isSuccess ? 0 : 1;
  } finally {
    interrupted.end();
  }
}

export async function deploy(args: string[]): Promise<void> {
  const { values, positionals } = read(args);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const asked = askedFor(values, positionals);
  const variables = variablesOf(values.env ?? [], '--env');
  const agent = oneOf<AgentVersion>(
    values.agent ?? environment.agentVersion,
    AGENT_VERSIONS,
    '--agent',
  );
  const kept = values.machine === undefined ? undefined : resolve(values.machine);
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'starboard-deploy-'));
  try {
    const machine = await LocalMachine.start({ dir, agent, variables });
    try {
      process.exitCode = await run(machine, asked, values);
    } finally {
      await machine.stop(environment.builds.graceMs);
    }
  } finally {
    if (kept === undefined) rmSync(dir, { recursive: true, force: true });
  }
}
