import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Connection } from '../../lib/server/aws/connection';
import { verifyReads } from '../../lib/server/verify/account';
import { bundleOf } from '../../lib/server/verify/bundle';
import { planTrial, runTrial, type TrialPlan } from '../../lib/server/trial/trial';
import { backendConnection } from '../connection';
import { version } from '../version';
import { pairs } from './options';
import { resourceLine } from './progress';
import { failureInWords } from '../words';
import { planText, readingLine, reportText, stepLine, trialText } from './verify-text';

const HELP = `starboard verify --account ID [--pipelines N] [--bundle FILE] [--json]
starboard verify --write --account ID --budget USD [--template ID] [--parameter Key=Value …] [--yes] [--json]

Shows whether Starboard works in an account: reads what each page shows, with that account's own pipelines, and says
which pages work, which permissions are missing and what each page costs in calls. Changes nothing.
With STARBOARD_BACKEND=aws it uses the AWS SDK's credential chain and region; else the running engine.
--account     the account that is meant (12 digits); any other is refused
--pipelines   how many pipelines are read, those that differ most first (default: 5)
--bundle      writes a report to attach to a bug: pages, permissions, calls, and members or values in AWS's answers that
              Starboard does not know. No names, IDs, ARNs, account numbers, messages or addresses
--json        prints the result as JSON; progress goes to stderr
--write       makes a project, releases a change, rolls it back and deletes everything again
--budget      the most that --write may cost, in USD; refused when the estimate is above it
--template    the template of --write (default: html5-site)
--parameter   a parameter of its stack; on AWS, AllowedCidr is required
--yes         do not ask

Exit code 0 when all pages work (or the whole of --write did), 1 otherwise.
`;

const OPTIONS = {
  account: { type: 'string' },
  pipelines: { type: 'string', default: '5' },
  bundle: { type: 'string' },
  json: { type: 'boolean' },
  write: { type: 'boolean' },
  budget: { type: 'string' },
  template: { type: 'string', default: 'html5-site' },
  parameter: { type: 'string', multiple: true },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100)
    throw new Error(`--pipelines ${text} is not a number from 1 to 100.`);
  return count;
}

async function reads(connection: Connection, account: string, v: Values): Promise<void> {
  const progress = v.json ? process.stderr : process.stdout;
  const pipelines = countOf(v.pipelines);
  const report = await verifyReads(connection, { account, pipelines }, (reading) =>
    progress.write(readingLine(reading)),
  );
  const bundle = bundleOf(report, version, connection.backend);
  if (v.bundle !== undefined) writeFileSync(v.bundle, `${JSON.stringify(bundle, null, 2)}\n`);
  process.stdout.write(v.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  if (v.bundle !== undefined)
    progress.write(`Written to ${v.bundle}. Nothing in it names the account.\n`);
  process.exitCode = report.works ? 0 : 1;
}

async function confirm(planned: TrialPlan): Promise<void> {
  if (!process.stdin.isTTY) throw new Error('No terminal to ask for confirmation: add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type ${planned.options.name} to go on: `);
  terminal.close();
  if (answer.trim() !== planned.options.name) throw new Error('Nothing was made.');
}

/** Ctrl-C ends the trial, which then cleans up; a second one ends that too. */
function interrupted(project: string): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) {
      process.stderr.write(
        `Stopped while cleaning up. Look for the stack starboard-${project} and the repository ${project}, and delete them.\n`,
      );
      process.exit(130);
    }
    process.stderr.write('Interrupted. What was made is deleted now; Ctrl-C again leaves it.\n');
    controller.abort(new Error('Interrupted.'));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  const done = (): void => {
    for (const name of signals) process.off(name, stop);
  };
  return { signal: controller.signal, done };
}

async function writes(connection: Connection, account: string, v: Values): Promise<void> {
  const budget = Number(v.budget);
  if (!v.budget || !Number.isFinite(budget) || budget < 0)
    throw new Error('Say what it may cost at most, in USD: --budget 5.');
  const parameters = pairs(v.parameter, 'parameter');
  const planned = await planTrial(connection, {
    account,
    budget,
    template: v.template,
    parameters,
  });
  const progress = v.json ? process.stderr : process.stdout;
  progress.write(planText(planned, account, connection.backend));
  if (!v.yes) await confirm(planned);
  const { signal, done } = interrupted(planned.options.name);
  const report = await runTrial(
    connection,
    planned,
    {
      onStep: (step) => progress.write(stepLine(step)),
      onResource: (p) => progress.write(resourceLine(p)),
    },
    signal,
  );
  done();
  process.stdout.write(v.json ? `${JSON.stringify(report, null, 2)}\n` : trialText(report));
  process.exitCode = report.works ? 0 : 1;
}

export async function verify(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (!/^\d{12}$/.test(values.account ?? '')) {
    process.stderr.write(
      `Name the account that is meant, by its 12 digits: --account ID.\n\n${HELP}`,
    );
    process.exitCode = 1;
    return;
  }
  try {
    const run = values.write ? writes : reads;
    await run(backendConnection(), values.account ?? '', values);
  } catch (error) {
    throw failureInWords(error);
  }
}
