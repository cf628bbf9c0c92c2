import express from 'express';
import { page } from './page.js';

/** The application, without a port: tests and the server share it. */
export function createApp({ commit }) {
  const app = express();
  app.disable('x-powered-by');

  app.get('/', (_request, response) => {
    response.type('html').send(page({ commit }));
  });

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok', commit });
  });

  return app;
}
