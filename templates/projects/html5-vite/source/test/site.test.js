import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { greeting } from '../src/greeting.js';

test('the greeting fits the hour', () => {
  assert.deepEqual([3, 8, 15, 20, 23].map(greeting), ['Good night.', 'Good morning.', 'Good day.', 'Good evening.', 'Good night.']);
});

for (const page of ['index.html', 'error.html']) {
  test(`${page} has one heading and says its language`, async () => {
    const text = await readFile(new URL(`../${page}`, import.meta.url), 'utf8');
    assert.equal(text.match(/<h1>[^<]+<\/h1>/g)?.length, 1);
    assert.match(text, /<html lang="[a-z-]+">/);
  });
}
