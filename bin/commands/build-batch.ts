import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchSpec, BatchTask } from '../../engine/core/build/buildspec/types';
import type { PhaseStatus } from '../../engine/core/build/phases';
import { exitCodeOf } from './build-outcome';
import { runOne, type Ask } from './build-run';

function askOf(task: BatchTask, ask: Ask): Ask {
  const own = task.buildspec;
  const inline = own === undefined ? undefined : existsSync(join(ask.folder, own)) ? readFileSync(join(ask.folder, own), 'utf8') : own;
  return { ...ask, ...(inline === undefined ? {} : { buildspec: { inline } }), variables: { ...task.env.variables, ...ask.variables, CODEBUILD_BATCH_BUILD_IDENTIFIER: task.identifier }, artifactsInto: ask.artifactsInto && join(ask.artifactsInto, task.identifier) };
}

/** One build after another, each once those it depends on are good; the exit code is that of the first one that counts. */
export async function runBatch(batch: BatchSpec, ask: Ask): Promise<number> {
  const out = ask.json ? process.stderr : process.stdout;
  const done = new Map<string, PhaseStatus | 'SKIPPED'>();
  let code = 0;
  for (let left = [...batch.tasks]; left.length;) {
    const next = left.find((t) => t.dependsOn.every((d) => done.has(d)));
    if (!next) break;
    left = left.filter((t) => t !== next);
    const broken = next.dependsOn.find((d) => done.get(d) !== 'SUCCEEDED' && !batch.tasks.find((t) => t.identifier === d)?.ignoreFailure);
    if (broken !== undefined || (code !== 0 && batch.fastFail)) {
      done.set(next.identifier, 'SKIPPED');
      continue;
    }
    out.write(`\n── ${next.identifier}\n`);
    const { state } = await runOne(askOf(next, ask));
    done.set(next.identifier, state.buildStatus);
    if (!next.ignoreFailure && code === 0) code = exitCodeOf(state);
    if (state.buildStatus === 'STOPPED') break;
  }
  const lines = batch.tasks.map((t) => `  ${t.identifier}: ${done.get(t.identifier) ?? 'NOT STARTED'}${t.ignoreFailure ? ' (its failure is ignored)' : ''}`);
  out.write(`\nBatch ${code === 0 ? 'SUCCEEDED' : 'FAILED'}\n${lines.join('\n')}\n`);
  if (ask.json) process.stdout.write(`${JSON.stringify({ status: code === 0 ? 'SUCCEEDED' : 'FAILED', builds: Object.fromEntries(done) }, null, 2)}\n`);
  return code;
}
