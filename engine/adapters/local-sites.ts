import { createServer, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Site, SiteAnswer, SiteRequest, Sites } from '../ports/sites';

async function send(response: ServerResponse, method: string, answer: SiteAnswer): Promise<void> {
  response.writeHead(answer.status, { ...answer.headers });
  if (method === 'HEAD' || answer.body === undefined || typeof answer.body === 'string') {
    if (typeof answer.body === 'object') answer.body.destroy();
    response.end(method === 'HEAD' || typeof answer.body !== 'string' ? undefined : answer.body);
  } else await pipeline(answer.body, response);
}

/** Plain HTTP on 127.0.0.1. Only this machine's own names are answered: a page elsewhere must not reach a site by re-binding its DNS name. */
export class LocalSites implements Sites {
  /** Ports that somebody else has, each said once. */
  private readonly taken = new Set<number>();

  constructor(
    private readonly isOwnHost: (host: string | undefined, port: number) => boolean,
    private readonly report: (error: unknown, what: string) => void,
  ) {}

  serve(
    port: number,
    answer: (request: SiteRequest) => Promise<SiteAnswer>,
  ): Promise<Site | { readonly problem: string }> {
    const server = createServer((request, response) => {
      const { method = 'GET', url = '/', headers } = request;
      request.resume();
      if (!this.isOwnHost(headers.host, port))
        return void send(response, method, {
          status: 403,
          headers: { 'content-type': 'text/plain' },
          body: "Refused: the Host header is not this site's own address.\n",
        });
      const asked: SiteRequest = {
        method,
        path: url,
        host: headers.host,
        address: request.socket.remoteAddress ?? '',
        headers: headers as Record<string, string | undefined>,
      };
      answer(asked)
        .then((a) => send(response, method, a))
        .catch((error: unknown) => {
          this.report(error, `the website on port ${port}`);
          if (response.headersSent) response.destroy();
          else response.writeHead(500).end();
        });
    });
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const problem =
          error.code === 'EADDRINUSE'
            ? `port ${port} is taken by another process; the website is served as soon as it is free`
            : error.message;
        if (!this.taken.has(port)) this.report(problem, `the website http://127.0.0.1:${port}`);
        this.taken.add(port);
        resolve({ problem });
      });
      server.listen(port, '127.0.0.1', () => {
        this.taken.delete(port);
        resolve({
          close: () =>
            new Promise<void>((closed) => {
              server.close(() => closed());
              server.closeAllConnections();
            }),
        });
      });
    });
  }
}
