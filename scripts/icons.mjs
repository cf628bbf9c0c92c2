// `node scripts/icons.mjs`: draws the icons of the web app manifest from app/icon.svg, anew. They are committed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { ensureBrowser } from './browser.mjs';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const drawing = readFileSync(join(root, 'app/icon.svg'), 'utf8');

/** Maskable icons and Apple's are cut to a shape by the system: the ground reaches the edge, the mark stays in the middle. */
const ICONS = [
  { file: 'public/icons/icon-192.png', size: 192, fullBleed: false },
  { file: 'public/icons/icon-512.png', size: 512, fullBleed: false },
  { file: 'public/icons/icon-maskable-512.png', size: 512, fullBleed: true },
  { file: 'app/apple-icon.png', size: 180, fullBleed: true },
];

const square = (svg) =>
  svg.replace(' rx="4"', '').replace(/translate\(.*?\) scale\(.*?\)/, 'translate(4 3.9) scale(.6)');

const browser = await chromium.launch({ executablePath: ensureBrowser() || undefined });
const page = await browser.newPage();
for (const { file, size, fullBleed } of ICONS) {
  await page.setViewportSize({ width: size, height: size });
  const svg = fullBleed ? square(drawing) : drawing;
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  await page.screenshot({ path: join(root, file), omitBackground: true });
}
await browser.close();
