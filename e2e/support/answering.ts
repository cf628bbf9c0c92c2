import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { connectionTo, type Connection } from '../../lib/server/aws/connection';

type Json = Record<string, unknown>;
/** AWS's refusal, as it stands in an answer: `{"__type":"AccessDeniedException","message":"…"}`. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
export type Answers = Readonly<Record<string, (input: Json) => Json | string>>;

export interface Answering {
  readonly connection: Connection;
  /** Every call so far, in order: the operation and its input. */
  readonly calls: (readonly [string, Json])[];
  stop(): Promise<void>;
}

let keys = 0;

/**
 * Answers a few operations over AWS's own protocols, so that the real client reads what AWS writes: AWS JSON by
 * `GetDeployment`, the Query protocol (an XML text) by its `Action`, Lambda's REST-JSON by `GET /path`.
 */
export async function answering(region: string, answers: Answers): Promise<Answering> {
  const calls: (readonly [string, Json])[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const target = request.headers['x-amz-target'];
      const query = request.method === 'POST' && typeof target !== 'string';
      const form = query ? new URLSearchParams(await text(request)) : undefined;
      const name =
        form?.get('Action') ??
        (typeof target === 'string'
          ? (target.split('.')[1] ?? '')
          : `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`);
      const input: Json = form
        ? Object.fromEntries(form)
        : typeof target === 'string'
          ? ((await json(request)) as Json)
          : {};
      calls.push([name, input]);
      try {
        const answer = answers[name];
        if (!answer) throw new Refused('AccessDeniedException', `Nothing answers ${name}`);
        const made = answer(input);
        const xml = typeof made === 'string';
        response
          .writeHead(200, { 'content-type': xml ? 'text/xml' : 'application/x-amz-json-1.1' })
          .end(xml ? made : JSON.stringify(made));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const { code, message } = error;
        if (query)
          response
            .writeHead(400, { 'content-type': 'text/xml' })
            .end(
              `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
            );
        else
          response
            .writeHead(400, {
              'content-type': 'application/x-amz-json-1.1',
              'x-amzn-errortype': code,
            })
            .end(JSON.stringify({ __type: code, message }));
      }
    })();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    // Keys of its own, so that nothing that one test has read serves another.
    connection: connectionTo({
      backend: 'aws',
      endpoint: `http://127.0.0.1:${port}`,
      region,
      credentials: { accessKeyId: `AKIATEST${++keys}`, secretAccessKey: 'secret' },
    }),
    calls,
    stop: () =>
      new Promise((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
