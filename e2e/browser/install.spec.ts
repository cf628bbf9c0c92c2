import type { Page } from '@playwright/test';
import { signIn } from '../support/dashboard-client';
import { ANY_HOME, expect, test } from '../support/test';

/** The dashboard can be installed as an application, by whoever is signed in and by nobody else. */
test.use({ home: ANY_HOME });

interface Icon {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  readonly purpose?: string;
}
interface Manifest {
  readonly name: string;
  readonly short_name: string;
  readonly start_url: string;
  readonly display: string;
  readonly icons: readonly Icon[];
}

const PNG_SIGNATURE = '89504e470d0a1a0a';

/** `WIDTHxHEIGHT` as a PNG's header has it. */
function pixels(png: Buffer): string {
  expect(png.subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}

async function hrefOf(page: Page, rel: string): Promise<string> {
  const link = page.locator(`link[rel=${rel}]`);
  await expect(link).toHaveCount(1);
  return (await link.getAttribute('href')) ?? '';
}

test('the manifest and every icon are there, with the type and size they claim', async ({
  page,
  person,
  starboard,
}) => {
  await person.open('/');
  const cookie = await signIn(starboard, starboard.key);
  const ask = (path: string): Promise<Response> => starboard.ask(path, { headers: { cookie } });
  const answer = await ask(await hrefOf(page, 'manifest'));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('application/manifest+json');
  const manifest = (await answer.json()) as Manifest;
  expect(manifest).toMatchObject({ name: 'Starboard', start_url: '/', display: 'standalone' });
  const kinds = manifest.icons.map((i) => `${i.sizes} ${i.purpose ?? 'any'}`);
  for (const kind of ['192x192 any', '512x512 any', '512x512 maskable'])
    expect(kinds).toContain(kind);
  const apple = { src: await hrefOf(page, 'apple-touch-icon'), sizes: '180x180' };
  for (const { src, sizes, type } of [...manifest.icons, { ...apple, type: 'image/png' }]) {
    const icon = await ask(src);
    expect(icon.status, src).toBe(200);
    expect(icon.headers.get('content-type'), src).toBe(type);
    if (type === 'image/png')
      expect(pixels(Buffer.from(await icon.arrayBuffer())), src).toBe(sizes);
  }
});

test('Chromium reads the manifest, finds no error in it, and nothing that forbids installing', async ({
  launchOptions,
  playwright,
  starboard,
}) => {
  // A profile of its own: nothing can be installed from the private window that a test's page is.
  const profile = await playwright.chromium.launchPersistentContext('', launchOptions);
  const page = await profile.newPage();
  const refused: string[] = [];
  page.on('console', (m) => {
    if (m.type() === 'error') refused.push(m.text());
  });
  await page.goto(`${starboard.dashboard}/?key=${starboard.key}`);
  const browser = await profile.newCDPSession(page);
  const manifest = await browser.send('Page.getAppManifest');
  expect(manifest.url).toBe(`${starboard.dashboard}/manifest.webmanifest`);
  expect(manifest.errors).toEqual([]);
  expect(JSON.parse(manifest.data ?? '{}')).toMatchObject({ name: 'Starboard' });
  const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map((e) => e.errorId)).toEqual([]);
  expect(refused).toEqual([]);
  await profile.close();
});

test('every page may load a manifest and workers of this dashboard, and of nobody else', async ({
  starboard,
}) => {
  const csp = (await starboard.ask('/')).headers.get('content-security-policy') ?? '';
  const directives = csp.split('; ');
  expect(directives).toContain("manifest-src 'self'");
  expect(directives).toContain("worker-src 'self'");
});

test('without the session neither manifest nor icons are shown', async ({ starboard }) => {
  for (const path of ['/manifest.webmanifest', '/icons/icon-192.png', '/apple-icon.png'])
    expect((await starboard.ask(path)).status, path).toBe(401);
});
