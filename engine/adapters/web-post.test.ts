import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebError } from '../shared/web-error';
import { webPost } from './web-post';

let server: Server;
let base = '';
const heard: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    heard.push(request.url ?? '');
    if (request.url === '/silent') return;
    if (request.url === '/endless') return void response.write('a');
    response
      .writeHead(
        request.url === '/away' ? 302 : 204,
        request.url === '/away' ? { location: `${base}/elsewhere` } : {},
      )
      .end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(
  () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
);
const post = (url: string, timeout = 2000): Promise<number> => webPost.post(url, {}, 'x', timeout);

describe('a delivery over HTTP', () => {
  it('tells the status, does not follow a redirect, and does not wait for the end of an endless answer', async () => {
    expect([
      await post(`${base}/ok`),
      await post(`${base}/away`),
      await post(`${base}/endless`),
    ]).toEqual([204, 302, 200]);
    expect(heard).not.toContain('/elsewhere');
  });

  it('gives up on one that is slow, and on one that is not there', async () => {
    await expect(post(`${base}/silent`, 50)).rejects.toThrow(WebError);
    await expect(post('http://127.0.0.1:1/')).rejects.toThrow(/did not answer/);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:169.254.169.254]/',
    'http://0.0.0.0/',
    'http://2852039166/',
  ])('never goes to %s', async (url) => {
    await expect(post(url)).rejects.toThrow(/no address to deliver to/);
  });
});
