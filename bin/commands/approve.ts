import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ChangePreview, ChangeRequest } from '../../lib/domain/changes/change';
import { textsOf } from '../../lib/domain/evidence/requirements';
import type { Connection } from '../../lib/server/aws/connection';
import { makeChange } from '../../lib/server/changes/make';
import { previewChange } from '../../lib/server/changes/preview';
import { readPipeline } from '../../lib/server/data/facts';
import { allAsked } from '../../lib/server/data/gates';
import { backendConnection } from '../connection';
import { inWords } from '../words';
import { approvalText, printable, type Gate } from './approve-text';

const HELP = `starboard approve PIPELINE [--stage S] [--action A] [--show] [--json]
                  [--reject] [--comment TEXT] [--type TEXT …] [--override] [--pin PIN]

Shows what waits for an approval in PIPELINE with its evidence (plans, change sets, tests, scans), and approves what it
has shown. If anything changes in between, nothing is approved and the new version is shown.
--stage, --action   which approval, where several wait
--show              only show it
--json              print JSON: what waits, its evidence, its pin, and what became of it
--reject            reject it; needs --comment
--comment           saved with the answer
--type              what a rule or a warning asks to be typed: the name of a resource that is destroyed
--override          approve although required rules are not met; --comment says why
--pin               approve only what an earlier --show --json had with this pin

On a terminal it asks first. Exit code 0 when it was shown or answered, 1 otherwise.
`;

const OPTIONS = {
  stage: { type: 'string' },
  action: { type: 'string' },
  show: { type: 'boolean' },
  json: { type: 'boolean' },
  reject: { type: 'boolean' },
  comment: { type: 'string' },
  type: { type: 'string', multiple: true },
  override: { type: 'boolean' },
  pin: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

const gateLine = (g: Gate): string => `  --stage ${g.stage} --action ${g.action}`;

/** The one approval that is meant. */
async function gateOf(connection: Connection, pipeline: string, v: Values): Promise<Gate> {
  const waiting: readonly Gate[] = allAsked(await readPipeline(connection, pipeline)).filter(
    (a) =>
      (v.stage === undefined || a.stage === v.stage) &&
      (v.action === undefined || a.action === v.action),
  );
  const [only] = waiting;
  if (!only) throw new Error(`Nothing waits for an approval in ${pipeline}.`);
  if (waiting.length > 1)
    throw new Error(
      `${waiting.length} approvals wait in ${pipeline}. Name one:\n${waiting.map(gateLine).join('\n')}`,
    );
  return only;
}

/** Large artifacts take longer to be looked through than a page waits. */
const READING_MS = 120_000;
const AGAIN_MS = 1000;

async function preview(connection: Connection, request: ChangeRequest): Promise<ChangePreview> {
  const until = Date.now() + READING_MS;
  for (;;) {
    const seen = await previewChange(connection, request);
    if (!seen.evidence?.moving || Date.now() > until) return seen;
    await wait(AGAIN_MS);
  }
}

async function isWanted(p: ChangePreview): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await asking.question(`${printable(p.button)}? [y/N] `)).trim());
  } finally {
    asking.close();
  }
}

function commandOf(p: ChangePreview, v: Values) {
  const asked = p.evidence ? textsOf(p.evidence) : [];
  return {
    ...p.request,
    idempotencyKey: randomUUID(),
    pin: v.pin ?? p.pin,
    reason: v.comment,
    confirmation: v.type?.find((t) => t === p.confirmation),
    typed: v.type?.filter((t) => asked.includes(t)),
    choice: v.override,
  };
}

/** Answers, and says what became of it; the exit code. */
async function answer(
  connection: Connection,
  gate: Gate,
  shown: ChangePreview,
  v: Values,
): Promise<number> {
  const result = await makeChange(connection, commandOf(shown, v));
  const isDone = result.state === 'ok';
  const sentence = result.state === 'ok' ? result.value.sentence : result.message;
  const now = result.state === 'refused' ? result.now : shown;
  if (v.json) {
    print({ gate, preview: now, state: result.state, sentence });
    return isDone ? 0 : 1;
  }
  const warning = result.state === 'ok' ? result.value.warning : undefined;
  if (result.state === 'refused') process.stdout.write(approvalText(gate, result.now));
  const out = isDone ? process.stdout : process.stderr;
  for (const line of [sentence, warning])
    if (line !== undefined) out.write(`${printable(line.replaceAll('`', ''))}\n`);
  return isDone ? 0 : 1;
}

interface Printed {
  readonly gate: Gate;
  readonly preview: ChangePreview;
  readonly state: 'waiting' | 'ok' | 'refused' | 'failed';
  readonly sentence?: string;
}

/** Only what is documented: tokens and the like stay here. */
function print({ gate, preview: p, state, sentence }: Printed): void {
  const { stage, action, execution, customData, link } = gate;
  const { pipeline } = p.request;
  const out = {
    ...{ pipeline, stage, action, execution, state, sentence, pin: p.pin, blocked: p.blocked },
    ...{ customData, link, live: p.before?.revision, candidate: p.after?.revision },
    ...{ warning: p.warning, evidence: p.evidence },
  };
  process.stdout.write(`${JSON.stringify(out, null, 2)}\n`);
}

async function run(connection: Connection, pipeline: string, v: Values): Promise<number> {
  const gate = await gateOf(connection, pipeline, v);
  const { stage, action, execution } = gate;
  const kind = v.reject ? 'reject' : 'approve';
  const shown = await preview(connection, { kind, pipeline, stage, action, execution });
  if (v.show) {
    if (v.json) print({ gate, preview: shown, state: 'waiting' });
    else process.stdout.write(approvalText(gate, shown));
    return 0;
  }
  if (!v.json) process.stdout.write(approvalText(gate, shown));
  if (!v.json && !(await isWanted(shown))) {
    process.stdout.write('Nothing was done.\n');
    return 1;
  }
  return answer(connection, gate, shown, v);
}

export async function approve(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [pipeline] = positionals;
  if (values.help || pipeline === undefined) {
    (values.help ? process.stdout : process.stderr).write(HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const connection = backendConnection();
  process.exitCode = await inWords(connection, () => run(connection, pipeline, values));
}
