import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createApp } from '../src/app.js';

let server;
let url;

before(async () => {
  server = createApp({ commit: 'abc123' }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

test('the health check names the commit', async () => {
  const response = await fetch(`${url}/health`);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: 'ok', commit: 'abc123' });
});

test('the page has a heading and names the commit', async () => {
  const response = await fetch(url);
  const text = await response.text();
  assert.equal(response.status, 200);
  assert.match(text, /<h1>[^<]+<\/h1>/);
  assert.match(text, /abc123/);
});

test('an unknown address is not found', async () => {
  const response = await fetch(`${url}/nothing`);
  assert.equal(response.status, 404);
});
