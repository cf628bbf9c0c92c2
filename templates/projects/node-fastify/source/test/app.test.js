import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createApp } from '../src/app.js';

const app = createApp({ commit: 'abc123' });
after(() => app.close());

test('the health check names the commit', async () => {
  const response = await app.inject('/health');
  assert.equal(response.statusCode, 200);
  assert.deepEqual(response.json(), { status: 'ok', commit: 'abc123' });
});

test('it greets by name', async () => {
  const response = await app.inject('/api/greetings/Ada');
  assert.deepEqual(response.json(), { greeting: 'Hello, Ada' });
});

test('a name that is too long is refused', async () => {
  const response = await app.inject(`/api/greetings/${'x'.repeat(41)}`);
  assert.equal(response.statusCode, 400);
});

test('the page has a heading and names the commit', async () => {
  const response = await app.inject('/');
  assert.match(response.body, /<h1>[^<]+<\/h1>/);
  assert.match(response.body, /abc123/);
});

test('an unknown address is not found', async () => {
  assert.equal((await app.inject('/nothing')).statusCode, 404);
});
