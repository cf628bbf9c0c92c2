import { CodeBuild } from '@aws-sdk/client-codebuild';
import { NO_SOURCE_PROJECT } from '../../engine/testing/builds';
import { until } from '../../engine/testing/wait';
import { findLine, talking } from '../support/long-log';
import { test } from '../support/test';

test.use({ viewport: { width: 1440, height: 900 } });

test('one line of a million is found, linked to, and opened by its link, while the page holds a few hundred', async ({
  person,
  starboard,
}) => {
  test.setTimeout(240_000);
  const cb = new CodeBuild(starboard.client);
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
  await findLine(person, `/builds/${encodeURIComponent(id)}`, 1_000_000);
});
