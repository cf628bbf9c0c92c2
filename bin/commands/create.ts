import { parseArgs } from 'node:util';
import { awaitFirstRelease, createProject } from '../../lib/server/projects/create';
import { engineConnection } from '../connection';
import { PROJECT_OPTIONS, projectOptions } from './options';
import { resourceLine, timeOf } from './progress';

const HELP = `starboard create NAME --template ID [--target ID] [--environments staging,production]
                 [--approve a,b|none] [--parameter Key=Value …] [--tag Key=Value …] [--wait]

Creates a project: repository, build, environments and the pipeline between them, as one CloudFormation stack.
--approve     environments that a person approves first (default: the last of several)
--parameter   a parameter of the stack: VpcId, SubnetId, InstanceType, AllowedCidr, BranchName, PermissionsBoundary
--tag         a tag of the stack and of every resource in it
--wait        wait until the first environment answers with the first release, and print its address last
`;

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
  const connection = engineConnection();
  const created = await createProject(connection, options, (p) =>
    process.stdout.write(resourceLine(p)),
  );
  if (!values.wait) {
    process.stdout.write(
      `Created ${name}. Its first release is in progress: ${Object.entries(created.outputs)
        .filter(([k]) => k.endsWith('Url') && k !== 'CloneUrl')
        .map(([, v]) => v)
        .join(' ')}\n`,
    );
    return;
  }
  const url = await awaitFirstRelease(connection, created, (p) =>
    process.stdout.write(
      `${timeOf(new Date())}  ${p.status.padEnd(20)} ${p.stage} (pipeline stage)\n`,
    ),
  );
  process.stdout.write(`${url}\n`);
}
