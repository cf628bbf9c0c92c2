import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { startEngineProcess } from '../support/engine-process';
import { Fuzzer } from '../support/fuzz';
import { newHome, removeHome } from '../support/launch';

const CALLS = Number(process.env['STARBOARD_FUZZ_CALLS'] ?? 10_000);
const SEED = Number(process.env['STARBOARD_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

it(`answers ${CALLS} calls that no client of good will makes`, async () => {
  const home = newHome();
  const engine = await startEngineProcess(home);
  try {
    const { mistakes, hangs, ...figures } = await new Fuzzer(engine, SEED).run(CALLS);
    console.log(`seed ${SEED} (STARBOARD_FUZZ_SEED)`, JSON.stringify(figures));
    const died = engine.child.exitCode !== null;
    if (mistakes.length || died)
      console.log(
        [...new Set(mistakes.map((m) => m.split(':')[0]))].join('\n'),
        engine.errors().slice(-200_000),
      );
    expect(died).toBe(false);
    expect(hangs).toEqual([]);
    expect(mistakes).toEqual([]);
    // What it keeps can be read.
    expect((await fetch(`${engine.client.endpoint}/_starboard/health`)).status).toBe(200);
    await new S3({ ...engine.client, forcePathStyle: true }).listBuckets({});
    await new CodePipeline(engine.client).listPipelines({});
    await new SSM(engine.client).describeParameters({});
  } finally {
    await engine.stop();
    removeHome(home);
  }
});
