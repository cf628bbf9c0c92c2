import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';

const app = createApp({ commit: 'abc123' });

test('the health check names the commit', async () => {
  const response = await app.request('/health');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: 'ok', commit: 'abc123' });
});

test('it greets by name', async () => {
  const response = await app.request('/api/greetings/Ada');
  assert.deepEqual(await response.json(), { greeting: 'Hello, Ada' });
});

test('a name that is too long is refused', async () => {
  const response = await app.request(`/api/greetings/${'x'.repeat(41)}`);
  assert.equal(response.status, 400);
});

test('the page has a heading and names the commit', async () => {
  const text = await (await app.request('/')).text();
  assert.match(text, /<h1>[^<]+<\/h1>/);
  assert.match(text, /abc123/);
});

test('an unknown address is not found', async () => {
  assert.equal((await app.request('/nothing')).status, 404);
});
