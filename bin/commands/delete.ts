import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Connection } from '../../lib/server/aws/connection';
import { assertMayWrite } from '../../lib/server/aws/identity';
import { deleteProject } from '../../lib/server/projects/delete';
import { backendConnection } from '../connection';
import { inWords } from '../words';
import { resourceLine, sayWaits, toStderr } from './progress';

const HELP = `starboard delete NAME [--yes] [--keep-code]
                 on AWS: [--yes] [--delete-code --account ID]

Deletes a project: what runs is stopped, then everything made for it goes. The account's seed bucket and the
project's journal stay. A deletion that was interrupted is continued by the dashboard, or by this command again.
--yes          do not ask
--keep-code    keep the repository (on AWS that is the default)
--delete-code  delete the repository too; on AWS only together with --account
--account ID   refuse unless the credentials are of this account

On AWS (STARBOARD_BACKEND=aws) the account must be in STARBOARD_AWS_WRITE. While AWS throttles, cannot be reached
or needs a new sign-in, the command waits and goes on.
`;

interface Options {
  readonly yes?: boolean | undefined;
  readonly 'keep-code'?: boolean | undefined;
  readonly 'delete-code'?: boolean | undefined;
  readonly account?: string | undefined;
}

/** Whether the repository stays; refuses options that contradict each other, or that do not suffice on AWS. */
function keepsCode({ isPrivate }: Connection, options: Options): boolean {
  const { 'keep-code': keep, 'delete-code': remove, account } = options;
  if (keep && remove) throw new Error('Choose one of --keep-code and --delete-code.');
  if (isPrivate) return keep ?? false;
  if (remove && account === undefined)
    throw new Error(
      "Deleting a repository on AWS needs its account's ID too: add --account ID. Without --delete-code the repository is kept.",
    );
  return !remove;
}

/** The account that the credentials are of, which must be one that may be written to, and the one that was named. */
async function checkAccount(
  connection: Connection,
  account: string | undefined,
): Promise<{ readonly account: string; readonly region: string }> {
  const me = await assertMayWrite(connection);
  if (account !== undefined && account !== me.account)
    throw new Error(
      `These credentials are of account ${me.account}, not of ${account}. Nothing was deleted.`,
    );
  return me;
}

async function confirm(name: string, where: string, keepCode: boolean): Promise<void> {
  if (!process.stdin.isTTY) throw new Error('No terminal to ask for confirmation: add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `Everything made for ${name}${where} will be deleted${keepCode ? ', but for its repository' : ', its repository included'}. Type its name to go on: `,
  );
  terminal.close();
  if (answer.trim() !== name) throw new Error('Nothing was deleted.');
}

async function removeProject(
  connection: Connection,
  name: string,
  options: Options,
): Promise<void> {
  const keepCode = keepsCode(connection, options);
  const { account, region } = await checkAccount(connection, options.account);
  const where = connection.isPrivate ? '' : ` in account ${account} (${region})`;
  if (!options.yes) await confirm(name, where, keepCode);
  const { stays } = await deleteProject(
    connection,
    name,
    { keepCode },
    (p) => process.stdout.write(resourceLine(p)),
    { onWait: sayWaits(toStderr) },
  );
  process.stdout.write(`Deleted ${name}. Kept: ${stays.join('; ')}.\n`);
}

export async function remove(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      yes: { type: 'boolean' },
      'keep-code': { type: 'boolean' },
      'delete-code': { type: 'boolean' },
      account: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [name] = positionals;
  if (values.help || name === undefined) {
    (values.help ? process.stdout : process.stderr).write(HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const connection = backendConnection();
  await inWords(connection, () => removeProject(connection, name, values));
}
