import Fastify from 'fastify';
import { page } from './page.js';

const greetingSchema = {
  params: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', minLength: 1, maxLength: 40 } },
  },
  response: {
    200: { type: 'object', properties: { greeting: { type: 'string' } } },
  },
};

/** The service, without a port: tests and the server share it. */
export function createApp({ commit, logger = false }) {
  const app = Fastify({ logger });

  app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(page({ commit })));

  app.get('/health', () => ({ status: 'ok', commit }));

  app.get('/api/greetings/:name', { schema: greetingSchema }, (request) => ({
    greeting: `Hello, ${request.params.name}`,
  }));

  return app;
}
