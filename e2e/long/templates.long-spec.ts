import { test } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromTheGallery } from '../support/from-the-gallery';
import { newHome, removeHome, startStarboard, type Running } from '../support/launch';

/** On a phone; on a desktop: templates.spec.ts. */
let home = '';
let work = '';
let running: Running;
test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
test.beforeAll(async () => {
  home = newHome();
  work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
  mkdirSync(join(work, 'mine'));
  writeFileSync(join(work, 'mine', 'manifest.json'), '{"id":"broken"}');
  running = await startStarboard(home, { env: { STARBOARD_TEMPLATES: join(work, 'mine') } });
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
  rmSync(work, { recursive: true, force: true });
});

test('filter, preview, create a Python service and a static site, roll one back, delete both (phone)', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await fromTheGallery(page, running, work, ['light']);
});
