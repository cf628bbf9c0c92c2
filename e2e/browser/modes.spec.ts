import { modeProject, parallel, queued } from '../support/modes';
import { test } from '../support/test';

/** The two modes that the first journey does not take: what is theirs alone. The whole road in each: modes.long-spec.ts. */
test.use({
  viewport: { width: 1440, height: 900 },
  home: { projects: { queue: [], sides: [] }, chaos: true },
});

test('QUEUED: release with a variable, approve, push, close and open the way in', async ({
  person,
  starboard,
}) => {
  test.setTimeout(240_000);
  const shop = await modeProject(starboard, 'queue', 'QUEUED');
  await queued(person, shop);
});

test('PARALLEL: two wait side by side, and there is no rollback', async ({ person, starboard }) => {
  test.setTimeout(240_000);
  const shop = await modeProject(starboard, 'sides', 'PARALLEL');
  await parallel(person, shop);
});
