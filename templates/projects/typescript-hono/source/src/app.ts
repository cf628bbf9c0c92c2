import { Hono } from 'hono';
import { page } from './page.js';

const MAX_NAME = 40;

/** The service, without a port: tests and the server share it. */
export function createApp({ commit }: { commit: string }): Hono {
  const app = new Hono();

  app.get('/', (c) => c.html(page({ commit })));

  app.get('/health', (c) => c.json({ status: 'ok', commit }));

  app.get('/api/greetings/:name', (c) => {
    const name = c.req.param('name');
    if (name.length > MAX_NAME) return c.json({ error: `a name has at most ${MAX_NAME} characters` }, 400);
    return c.json({ greeting: `Hello, ${name}` });
  });

  app.notFound((c) => c.json({ error: 'not found' }, 404));

  return app;
}
