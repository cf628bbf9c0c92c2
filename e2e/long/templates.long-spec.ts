import { brokenTemplate, fromTheGallery } from '../support/from-the-gallery';
import { test } from '../support/test';

/** On a phone; on a desktop: templates.spec.ts. */
test.use({
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  home: { env: brokenTemplate },
});

test('filter, preview, create a Python service and a static site, roll one back, delete both (phone)', async ({
  person,
  starboard,
  work,
}) => {
  test.setTimeout(180_000);
  await fromTheGallery({ person, running: starboard, work, looks: ['light'] });
});
