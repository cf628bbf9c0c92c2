import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { deleteProject } from '../../lib/server/projects/delete';
import { engineConnection } from '../connection';
import { resourceLine } from './progress';

const HELP = `starboard delete NAME [--yes] [--keep-code]

Deletes a project: what runs is stopped, then everything made for it goes. The account's seed bucket and the
project's journal stay.
--yes         do not ask
--keep-code   keep the repository
`;

export async function remove(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      yes: { type: 'boolean' },
      'keep-code': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [name] = positionals;
  if (values.help || name === undefined) {
    (values.help ? process.stdout : process.stderr).write(HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const connection = engineConnection();
  if (!values.yes) {
    if (!process.stdin.isTTY) throw new Error('No terminal to ask for confirmation: add --yes.');
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question(
      `Everything made for ${name} will be deleted${values['keep-code'] ? ', but for its repository' : ', its repository included'}. Type its name to go on: `,
    );
    terminal.close();
    if (answer.trim() !== name) throw new Error('Nothing was deleted.');
  }
  const { stays } = await deleteProject(
    connection,
    name,
    { keepCode: values['keep-code'] ?? false },
    (p) => process.stdout.write(resourceLine(p)),
  );
  process.stdout.write(`Deleted ${name}. Kept: ${stays.join('; ')}.\n`);
}
