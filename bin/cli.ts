import { version } from './version';

type Command = (args: string[]) => Promise<void>;

const commands: Record<string, { help: string; load: () => Promise<Command> }> = {
  start: {
    help: 'start engine and dashboard (--no-open: leave the browser alone)',
    load: async () => (await import('./commands/start')).start,
  },
  open: {
    help: 'open the dashboard in the browser, signed in with a new key',
    load: async () => (await import('./commands/open')).open,
  },
  engine: {
    help: 'run the engine alone, in this process',
    load: async () => (await import('./commands/engine')).engine,
  },
  create: {
    help: 'create a project from a template',
    load: async () => (await import('./commands/create')).create,
  },
  delete: {
    help: 'delete a project and everything in it',
    load: async () => (await import('./commands/delete')).remove,
  },
  templates: {
    help: 'list the project templates (--json)',
    load: async () => (await import('./commands/templates')).templates,
  },
  template: {
    help: 'check a template of your own (check DIR)',
    load: async () => (await import('./commands/templates')).template,
  },
  render: {
    help: 'print the CloudFormation document that create would send',
    load: async () => (await import('./commands/render')).render,
  },
  build: {
    help: 'run a buildspec.yml as CodeBuild would, without an engine',
    load: async () => (await import('./commands/build')).build,
  },
  deploy: {
    help: 'run an appspec.yml as the CodeDeploy agent would, without an engine',
    load: async () => (await import('./commands/deploy')).deploy,
  },
  approve: {
    help: 'show what waits for an approval with its evidence, and answer it',
    load: async () => (await import('./commands/approve')).approve,
  },
  agent: {
    help: 'make this machine an on-premises instance of the engine (join NAME)',
    load: async () => (await import('./commands/agent')).agent,
  },
  backup: {
    help: 'back up the home to one archive, even while it is running',
    load: async () => (await import('./commands/backup')).backup,
  },
  restore: {
    help: 'make the home from such an archive',
    load: async () => (await import('./commands/restore')).restore,
  },
  'git-credential': {
    help: 'a git credential helper for the local repositories',
    load: async () => (await import('./commands/git-credential')).gitCredential,
  },
  verify: {
    help: 'show whether Starboard works in an account (--account ID)',
    load: async () => (await import('./commands/verify')).verify,
  },
  doctor: {
    help: 'show what this machine has and what is missing (--report)',
    load: async () => (await import('./commands/doctor')).doctor,
  },
  env: {
    help: 'print the settings an AWS client needs for this engine (--json)',
    load: async () => (await import('./commands/env')).env,
  },
};

function usage(): string {
  const width = Math.max(...Object.keys(commands).map((c) => c.length));
  return `starboard ${version}\n\nUsage: starboard COMMAND [options]\n\n${Object.entries(commands)
    .map(([name, c]) => `  ${name.padEnd(width)}  ${c.help}`)
    .join('\n')}\n\nRun starboard COMMAND --help for more.\n`;
}

/** The CLI. A command's failure is one line on stderr and exit code 1. */
export async function main(args: string[]): Promise<void> {
  // `| head` has read enough: what runs goes on, and nobody is told of it.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version}\n`);
    return;
  }
  const command = name === undefined ? undefined : commands[name];
  if (!command) {
    const asked = name === undefined || name === '--help' || name === '-h' || name === 'help';
    (asked ? process.stdout : process.stderr).write(
      asked ? usage() : `There is no command '${name}'.\n\n${usage()}`,
    );
    process.exitCode = asked ? 0 : 1;
    return;
  }
  try {
    await (
      await command.load()
    )(rest);
  } catch (error) {
    const gone = /ECONNREFUSED|ECONNRESET|socket hang up/.test(
      `${(error as { code?: string }).code ?? ''} ${String(error)}`,
    );
    process.stderr.write(
      gone
        ? 'The engine stopped responding. Start it again with npm start; work in progress continues.\n'
        : `${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}
