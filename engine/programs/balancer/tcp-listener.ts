import { createServer, type Socket } from 'node:net';
import { NameGuard } from '../agent/name-guard';
import type { Group } from './fleet';
import type { ListenerServer, Serving } from './http-listener';
import { CONNECT_MS, connection, type Target } from './target';

const SECOND_MS = 1000;
/** [doc] A flow that is idle for so long is forgotten (NLB user guide, "Connection idle timeout"). */
const IDLE_SECONDS = '350';

function groupOf({ listener, fleet }: Serving): Group | undefined {
  const rule = listener().rules.at(-1);
  return rule?.action.type === 'forward' ? fleet.groupFor(rule, rule.action) : undefined;
}

/** Bytes both ways, but for the dashboard's name. */
function join(serving: Serving, client: Socket, server: Socket): void {
  const { counts, names, listener } = serving;
  const close = (): void => {
    client.destroy();
    server.destroy();
  };
  const guard = new NameGuard(names(), close);
  client.on('close', () => {
    guard.destroy();
    server.destroy();
  });
  server.on('close', () => client.destroySoon());
  for (const end of [client, server, guard]) end.on('error', close);
  const idle = listener().attributes['tcp.idle_timeout.seconds'] ?? IDLE_SECONDS;
  server.setTimeout(Number(idle) * SECOND_MS, close);
  for (const end of [client, server])
    end.on('data', (chunk: Buffer) => counts.passed(chunk.length));
  client.pipe(guard).pipe(server);
  server.pipe(client);
}

/** A connection is given to one target after another until one takes it: nothing was sent before. */
function attempt(serving: Serving, client: Socket, group: Group, tried: Set<string>): void {
  const target: Target | undefined = group.pick(tried);
  if (!target) {
    client.resetAndDestroy();
    return;
  }
  tried.add(target.key);
  const server = connection(target.config, target.config.port);
  const timer = setTimeout(() => server.destroy(new Error('not connected')), CONNECT_MS);
  target.hold(server);
  const missed = (): void => {
    clearTimeout(timer);
    serving.counts.notReached({ group: target.group, key: target.key });
    if (!client.destroyed) attempt(serving, client, group, tried);
  };
  server.once('error', missed);
  server.once('connect', () => {
    clearTimeout(timer);
    server.off('error', missed);
    if (client.destroyed) return void server.destroy();
    serving.counts.sent({ group: target.group, key: target.key });
    join(serving, client, server);
  });
}

/** A server of a network load balancer's listener. */
export function tcpServer(serving: Serving): ListenerServer {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    serving.counts.connected();
    client.once('close', () => serving.counts.activeConnections--);
    client.on('error', () => client.destroy());
    const group = groupOf(serving);
    if (group) attempt(serving, client, group, new Set());
    else client.resetAndDestroy();
  });
  return { server, endIdle: () => undefined };
}
