import { modeProject, parallel, parallelToTheEnd, queued, queuedToTheEnd } from '../support/modes';
import { test } from '../support/test';

/** The road of a release in the two modes that the first journey does not take, while events come late, twice and in no order. */
test.use({
  viewport: { width: 1440, height: 900 },
  home: { projects: { queue: [], sides: [] }, chaos: true },
});

test('QUEUED: release with a variable, approve, push, close and open the way in, roll back, delete', async ({
  person,
  starboard,
}) => {
  test.setTimeout(240_000);
  const shop = await modeProject(starboard, 'queue', 'QUEUED');
  await queuedToTheEnd(person, shop, await queued(person, shop));
});

test('PARALLEL: two side by side, each approved by itself; no rollback, but the older commit again', async ({
  person,
  starboard,
}) => {
  test.setTimeout(240_000);
  const shop = await modeProject(starboard, 'sides', 'PARALLEL');
  await parallelToTheEnd(person, shop, await parallel(person, shop));
});
