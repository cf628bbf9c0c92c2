import { brokenTemplate, fromTheGallery } from '../support/from-the-gallery';
import { test } from '../support/test';

/** On a desktop; on a phone: templates.long-spec.ts. */
test.use({
  viewport: { width: 1440, height: 900 },
  home: { env: brokenTemplate },
});

test('filter, preview, create a Python service and a static site, roll one back, delete both (desktop)', async ({
  person,
  starboard,
  work,
}) => {
  test.setTimeout(180_000);
  await fromTheGallery({ person, running: starboard, work, looks: ['light', 'dark'] });
});
