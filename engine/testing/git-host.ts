import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';

/**
 * git's own http-backend behind a plain server: the repositories under `root`. `refuses` answers for a request that is not let in.
 * Listens nowhere yet.
 */
export function gitHost(
  root: string,
  refuses: (
    request: IncomingMessage,
  ) => { status: number; headers: Record<string, string> } | 'silence' | undefined,
): Server {
  return createServer((request, response) => {
    const refusal = refuses(request);
    if (refusal === 'silence') return;
    if (refusal) return void response.writeHead(refusal.status, refusal.headers).end();
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: path,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        GIT_PROTOCOL: (request.headers['git-protocol'] as string | undefined) ?? '',
      } as unknown as NodeJS.ProcessEnv,
    });
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (c: Buffer) => chunks.push(c));
    child.on('close', () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      const headers = Object.fromEntries(
        all
          .subarray(0, end)
          .toString()
          .split('\r\n')
          .map((l) => l.split(': ') as [string, string]),
      );
      response
        .writeHead(Number(headers['Status']?.split(' ')[0] ?? 200), headers)
        .end(all.subarray(end + 4));
    });
  });
}
