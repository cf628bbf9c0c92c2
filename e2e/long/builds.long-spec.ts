import { CodeBuild } from '@aws-sdk/client-codebuild';
import { NO_SOURCE_PROJECT } from '../../engine/testing/builds';
import { until } from '../../engine/testing/wait';
import { enter, test } from '../support/browser';
import { newHome, removeHome, startStarboard, type Running } from '../support/launch';
import { findLine, talking } from '../support/long-log';

let home = '';
let running: Running;
test.use({ viewport: { width: 1440, height: 900 } });
test.beforeAll(async () => {
  home = newHome();
  running = await startStarboard(home);
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
});

test('one line of a million is found, linked to, and opened by its link, while the page holds a few hundred', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const cb = new CodeBuild(running.client);
  await cb.createProject({ ...NO_SOURCE_PROJECT, name: 'logs' });
  const { build } = await cb.startBuild({
    projectName: 'logs',
    buildspecOverride: JSON.stringify({
      version: '0.2',
      phases: { build: { commands: [talking(1_000_000)] } },
    }),
  });
  const id = build?.id ?? '';
  await until(
    'the build ends',
    async () => (await cb.batchGetBuilds({ ids: [id] })).builds?.[0]?.buildComplete,
    120,
  );
  await enter(page, running);
  await findLine(page, `${running.dashboard}/builds/${encodeURIComponent(id)}`, 1_000_000);
});
