import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAction } from './request-check';

/**
 * Next answers 500 to an action whose body it cannot read. Our actions never throw
 * (lib/server/commands/settle.ts), so nothing else is behind a 500 of theirs: the sender is told 400.
 */
export function correctActionStatus(request: IncomingMessage, response: ServerResponse): void {
  if (!isAction(request)) return;
  const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => ServerResponse;
  response.writeHead = (status: number, ...rest: unknown[]): ServerResponse =>
    writeHead(status === 500 ? 400 : status, ...rest);
}
