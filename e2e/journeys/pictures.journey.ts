import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM_PATH } from '../../engine/adapters/sandbox/path';
import { locate } from '../../engine/adapters/sandbox/programs';
import { pictureFrom } from '../../engine/core/picture/webp';
import { Deployments } from '../../engine/testing/deployments';
import { missingIsolation } from '../../engine/testing/sandbox';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';
import { pictureBytes, releasePicture } from '../../lib/server/data/engine-pictures';
import type { ReleasePicture } from '../../lib/domain/projects/picture';

const BROWSERS = ['chromium-headless-shell', 'chromium', 'google-chrome'];
const browser = BROWSERS.map((name) => locate(name, SYSTEM_PATH)).find((path) => path);
const missing = missingIsolation() ?? (browser ? undefined : 'a browser (chromium)');

const APPSPEC = `version: 0.0
os: linux
files:
  - source: app.mjs
    destination: /opt/pictured
hooks:
  ApplicationStop:
    - location: stop.sh
  ApplicationStart:
    - location: start.sh
`;
const START =
  '#!/bin/bash\nnohup node /opt/pictured/app.mjs >/dev/null 2>&1 &\necho $! >/opt/pictured/pid\n';
const STOP = '#!/bin/bash\nkill $(cat /opt/pictured/pid)\n';

/** An application that answers as `answer` says, and that tells at /seen which programs its own machine ran when it was asked. */
const application = (answer: string): string => `
import { createServer } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
let seen = [];
const commands = () => readdirSync('/proc').filter((n) => /^[0-9]+$/.test(n)).flatMap((n) => {
  try { return [readFileSync('/proc/' + n + '/cmdline', 'utf8').replaceAll('\\0', ' ')]; } catch { return []; }
});
createServer((request, response) => {
  if (request.url === '/seen') return response.end(JSON.stringify(seen));
  seen = commands();
  const page = (text) => { response.setHeader('content-type', 'text/html'); response.end(text); };
  ${answer}
}).listen(process.env.PORT, '127.0.0.1');
`;

/** What is no page of the application's, and what is told of it. */
const NO_PAGES: readonly (readonly [string, string, RegExp])[] = [
  [
    'redirects for ever',
    "response.writeHead(302, { location: '/?' + Math.random() }); response.end();",
    /TOO_MANY_REDIRECTS/,
  ],
  [
    'leads elsewhere',
    "if (request.headers.host.startsWith('localhost')) return page('<h1>Elsewhere</h1>');\n" +
      "response.writeHead(302, { location: 'http://localhost:' + (request.headers.host.split(':')[1] ?? 80) + '/' }); response.end();",
    /leads to another address/,
  ],
  [
    'is a download without an end',
    "response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename=x' }); setInterval(() => response.write('x'.repeat(1e6)), 5);",
    /could not be opened|which is no page/,
  ],
];
const ENDLESS =
  "page('<h1>x</h1><script>for (let i = 0; i < 20; i++) open(\\'/\\'); for (;;);</script>');";

describe.skipIf(missing !== undefined)(
  `pictures of applications (${missing ?? browser ?? ''})`,
  () => {
    let engine: TestEngine;
    let deployments: Deployments;
    let connection: Connection;

    beforeAll(async () => {
      engine = await startTestEngine({ STARBOARD_PICTURES: 'on' });
      connection = connectionTo({ backend: 'local', ...engine.client });
      deployments = new Deployments(engine, 'pictured');
      await deployments.prepare();
    });
    afterAll(() => engine.stop());

    const release = async (answer: string): Promise<string> => {
      const { id, status } = await deployments.run({
        'appspec.yml': APPSPEC,
        'app.mjs': application(answer),
        'start.sh': START,
        'stop.sh': STOP,
      });
      expect(status).toBe('Succeeded');
      return id;
    };
    const outcome = (id: string): Promise<ReleasePicture> =>
      until(`a picture of ${id} or why there is none`, async () => {
        const found = await releasePicture(connection, id);
        return found?.takenAt === undefined ? undefined : found;
      });

    it('are taken by a browser inside the sandbox, of the release that is there', async () => {
      const first = await release(
        'page(\'<h1 style="font-size:200px">First</h1><script>alert(1)</script>\');',
      );
      const taken = await outcome(first);
      expect(taken).toMatchObject({ deployment: first });
      expect(taken.problem).toBeUndefined();
      const picture = await pictureBytes(connection, first);
      expect(pictureFrom(picture)).toEqual(Buffer.from(picture));

      // The instance has processes of its own: what runs beside the engine is not among them.
      const { Reservations } = await deployments.ec2.describeInstances({});
      const address = Reservations?.[0]?.Instances?.[0]?.PublicIpAddress ?? '';
      const seen = (await (await fetch(`http://${address}/seen`)).json()) as string[];
      expect(seen.some((command) => command.includes('--remote-debugging-pipe'))).toBe(true);
      expect(seen.some((command) => command.includes('--no-sandbox'))).toBe(false);
      expect(seen.some((command) => command.includes('vitest'))).toBe(false);

      const second = await release("page('<h1>Second</h1>');");
      await outcome(second);
      expect(await pictureBytes(connection, second)).not.toEqual(picture);
      await expect(pictureBytes(connection, first)).rejects.toThrow('no picture');
      // Nor is anything known of it: that is not a failure to read.
      expect(await releasePicture(connection, first)).toBeUndefined();
    });

    it('are shown to nobody whose keys are not known', async () => {
      const stranger = { ...connection, credentials: { accessKeyId: 'x', secretAccessKey: 'y' } };
      await expect(pictureBytes(stranger, 'd-ABCDEF123')).rejects.toThrow('no picture');
      const answer = await fetch(`${engine.endpoint}/_starboard/pictures/d-ABCDEF123`);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.get('content-type')).toBe('application/json');
    });

    it('hold up no deployment: it ends a page that runs for ever', async () => {
      const endless = await release(ENDLESS);
      await until(
        'the browser runs',
        async () => (await releasePicture(connection, endless)) !== undefined,
      );
      const next = await release("page('<h1>Next</h1>');");
      expect((await outcome(next)).problem).toBeUndefined();
      await expect(pictureBytes(connection, endless)).rejects.toThrow('no picture');
    });

    it.each(NO_PAGES)('are not there of what %s', async (_, answer, told) => {
      const id = await release(answer);
      const { problem } = await outcome(id);
      expect(problem).toMatch(told);
      await expect(pictureBytes(connection, id)).rejects.toThrow('no picture');
    });
  },
);
