import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { advance, groupsOf, taskVariables } from '../../engine/core/build/batch';
import type { BatchSpec, BatchTask } from '../../engine/core/build/buildspec/types';
import { exitCodeOf, writeReports } from './build-outcome';
import { runOne, type Ask } from './build-run';

function askOf(batch: BatchSpec, task: BatchTask, ask: Ask): Ask {
  const own = task.buildspec;
  const inline =
    own === undefined
      ? undefined
      : existsSync(join(ask.folder, own))
        ? readFileSync(join(ask.folder, own), 'utf8')
        : own;
  return {
    ...ask,
    ...(inline === undefined ? {} : { buildspec: { inline } }),
    variables: {
      ...taskVariables(batch, task),
      ...ask.variables,
      CODEBUILD_BATCH_BUILD_IDENTIFIER: task.identifier,
    },
    artifactsInto: ask.artifactsInto && join(ask.artifactsInto, task.identifier),
  };
}

/** One build after another, each once those it depends on are good; the exit code is that of the first one that counts. Artifacts and reports lie in a folder of each build's identifier. */
export async function runBatch(
  batch: BatchSpec,
  ask: Ask,
  reportsInto: string | undefined,
): Promise<number> {
  const out = ask.json ? process.stderr : process.stdout;
  let code = 0;
  let step = advance(groupsOf(batch), batch.fastFail);
  for (;;) {
    const next = batch.tasks.find((t) => t.identifier === step.start[0]);
    if (!next) break;
    out.write(`\n── ${next.identifier}\n`);
    const result = await runOne(askOf(batch, next, ask));
    const status = result.state.buildStatus;
    writeReports(reportsInto && join(reportsInto, next.identifier), result);
    if (!next.ignoreFailure && code === 0) code = exitCodeOf(result.state);
    step = advance(
      step.groups.map((g) => (g.identifier === next.identifier ? { ...g, status } : g)),
      batch.fastFail,
    );
    if (status === 'STOPPED') break;
  }
  const said = Object.fromEntries(
    step.groups.map((g) => [g.identifier, g.status === 'WAITING' ? 'NOT STARTED' : g.status]),
  );
  const lines = batch.tasks.map(
    (t) =>
      `  ${t.identifier}: ${said[t.identifier] ?? ''}${t.ignoreFailure ? ' (its failure is ignored)' : ''}`,
  );
  out.write(`\nBatch ${code === 0 ? 'SUCCEEDED' : 'FAILED'}\n${lines.join('\n')}\n`);
  if (ask.json)
    process.stdout.write(
      `${JSON.stringify({ status: code === 0 ? 'SUCCEEDED' : 'FAILED', builds: said }, null, 2)}\n`,
    );
  return code;
}
