import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Files, pipes of builds and git, and the store need descriptors too. */
const SHARE = 0.4;
const MOST = 4096;
const FEWEST = 16;
/** macOS's own default, where nothing says how many a process may open. */
const UNKNOWN = 256;

/** How many files this process may open, as the system says now (Node raises the soft limit to the hard one at its start). */
function openFiles(): number {
  try {
    const [, soft] =
      /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === 'unlimited' ? Infinity : Number(soft ?? UNKNOWN);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const report = process.report.getReport() as {
      userLimits?: { open_files?: { soft?: number | string } };
    };
    const soft = report.userLimits?.open_files?.soft;
    return soft === 'unlimited' ? Infinity : Number(soft ?? UNKNOWN);
  }
}

/** How many connections a server of this process may keep, so that it never runs out of descriptors. */
export const connectionLimit = (files = openFiles()): number =>
  Math.max(FEWEST, Math.min(MOST, Math.floor(files * SHARE)));

/**
 * Keeps a server's connections below a limit: the one that has been idle longest makes room for a new one, and where all
 * are at work the new one is closed. So connections that do nothing keep nobody out.
 */
export function limitConnections(server: Server, limit = connectionLimit()): void {
  const open = new Set<Socket>();
  // Sets keep their order: the first is the one that has been idle longest.
  const idle = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    idle.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      idle.delete(socket);
    });
    if (open.size <= limit) return;
    const [oldest] = idle;
    (oldest ?? socket).destroy();
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    idle.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) idle.add(socket);
    });
  });
}
