import { parseArgs } from 'node:util';
import { PARAMETERS } from '../../lib/domain/projects/parameters';
import { finishProject, startProject } from '../../lib/server/projects/create';
import { awaitFirstRelease } from '../../lib/server/projects/first-release';
import type { Connection } from '../../lib/server/aws/connection';
import type { ProjectOptions } from '../../lib/server/projects/plan';
import { backendConnection } from '../connection';
import { inWords } from '../words';
import { PROJECT_OPTIONS, projectOptions } from './options';
import { resourceLine, sayWaits, timeOf, toStderr } from './progress';

/** What the stacks of all targets may be told, on two lines beside their option. */
const names = Object.keys(PARAMETERS);
const half = Math.ceil(names.length / 2);
const NAMES = [names.slice(0, half), names.slice(half)]
  .map((line) => line.join(', '))
  .join(',\n              ');

const HELP = `starboard create NAME --template ID [--target ID] [--environments staging,production]
                 [--approve a,b|none] [--parameter Key=Value …] [--tag Key=Value …] [--wait]

Creates a project: repository, build, environments and the pipeline between them, as one CloudFormation stack.
--approve     environments that a person approves first (default: the last of several)
--parameter   a parameter of the stack (starboard render shows those of a target):
              ${NAMES}
--tag         a tag of the stack and of every resource in it
--wait        wait until the first environment answers with the first release, and print its address last

On AWS (STARBOARD_BACKEND=aws) the account must be in STARBOARD_AWS_WRITE, and --parameter AllowedCidr=… is
required. While AWS throttles, cannot be reached or needs a new sign-in, the command waits and goes on.
`;

const toStdout = (line: string): void => {
  process.stdout.write(line);
};

async function make(
  connection: Connection,
  options: ProjectOptions,
  isAwaited: boolean,
): Promise<void> {
  const onWait = sayWaits(toStderr);
  const started = await startProject(connection, options);
  if (started.unchecked.length)
    toStderr(`Could not be checked for this name: ${started.unchecked.join('; ')}.\n`);
  for (const text of started.quotas) toStderr(`${text}\n`);
  const created = await finishProject(
    connection,
    started,
    (p) => toStdout(resourceLine(p)),
    onWait,
  );
  if (!isAwaited) {
    const urls = Object.entries(created.outputs)
      .filter(([k]) => k.endsWith('Url') && k !== 'CloneUrl')
      .map(([, v]) => v);
    toStdout(`Created ${options.name}. Its first release is in progress: ${urls.join(' ')}\n`);
    return;
  }
  const url = await awaitFirstRelease(
    connection,
    created,
    (p) => toStdout(`${timeOf(new Date())}  ${p.status.padEnd(20)} ${p.stage} (pipeline stage)\n`),
    onWait,
  );
  toStdout(`${url}\n`);
}

export async function create(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...PROJECT_OPTIONS, wait: { type: 'boolean' } },
  });
  const [name] = positionals;
  if (values.help || name === undefined) {
    (values.help ? process.stdout : process.stderr).write(HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const options = projectOptions(name, values);
  const connection = backendConnection();
  await inWords(connection, () => make(connection, options, values.wait ?? false));
}
