import { readFileSync } from 'node:fs';
import { request as http, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** A dashboard as run.json names it. */
export interface DashboardPlace {
  /** `http://NAME:PORT`: what a browser opens. */
  readonly dashboard: string;
  /** `http://127.0.0.1:PORT`: where a client connects that does not resolve `*.localhost`. */
  readonly dashboardAddress: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

const NO_BODY = [204, 205, 304];

/**
 * Asks the dashboard as a client must that does not resolve its name: connects to the address and
 * sends the name as Host. Redirects are not followed. Any header can be sent, hostile ones too.
 * Each request has a connection of its own: one that is kept may end with the dashboard that a test kills.
 */
export function askDashboard(
  place: DashboardPlace,
  path = '/',
  asked: Asked = {},
): Promise<Response> {
  const { hostname, port } = new URL(place.dashboardAddress);
  const { method = 'GET', signal, body } = asked;
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const headers = { host: new URL(place.dashboard).host, ...length, ...asked.headers };
  return new Promise((resolve, reject) => {
    // A URL keeps the brackets of an IPv6 address, a socket wants none.
    const options = {
      hostname: hostname.replace(/[[\]]/g, ''),
      port: port || 80,
      path,
      method,
      headers,
      signal,
      agent: false,
    };
    const request = http(options, (answer) => {
      const given = new Headers();
      for (let i = 0; i < answer.rawHeaders.length; i += 2) {
        given.append(answer.rawHeaders[i] ?? '', answer.rawHeaders[i + 1] ?? '');
      }
      const status = answer.statusCode ?? 0;
      const empty = NO_BODY.includes(status);
      if (empty) answer.resume();
      const content = empty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
      resolve(new Response(content, { status, headers: given }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Signs in by the printed key, as a browser does; the cookie to send from then on. */
export async function signIn(place: DashboardPlace, key: string): Promise<string> {
  const answer = await askDashboard(place, `/?key=${key}`);
  await answer.body?.cancel();
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

interface Manifest {
  readonly node: Readonly<
    Record<string, { readonly filename: string; readonly exportedName: string }>
  >;
}

/** The id of one of our server actions in this build: `changes.change` is `change` of lib/actions/changes.ts. */
export function actionId(name: string): string {
  const path = join(import.meta.dirname, '../../.next/server/server-reference-manifest.json');
  const { node } = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const found = Object.entries(node).find(
    ([, a]) => `lib/actions/${name.replace('.', '.ts.')}` === `${a.filename}.${a.exportedName}`,
  );
  if (!found) throw new Error(`There is no action ${name} in this build.`);
  return found[0];
}

/** An action's request as a page sends it: to the page's own address, its arguments as React writes plain values. */
export const actionRequest = (id: string, origin: string, input: unknown): Asked => ({
  method: 'POST',
  headers: {
    origin,
    accept: 'text/x-component',
    'content-type': 'text/plain;charset=UTF-8',
    'next-action': id,
  },
  body: JSON.stringify([input]),
});

/** What an action answered: row 1 of React's stream, row 0 names it. */
export async function actionAnswer(answer: Response): Promise<unknown> {
  const text = await answer.text();
  const row = /^1:(\{.*\})$/m.exec(text)?.[1];
  if (row === undefined) throw new Error(`No answer in: ${text.slice(0, 500)}`);
  return JSON.parse(row);
}
