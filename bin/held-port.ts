import net from 'node:net';
import { getSystemErrorName } from 'node:util';
import { ConfigError } from '../engine/config';

/** A socket that is bound and not accepted from: Node's own way for its clusters. */
interface Handle {
  readonly fd: number;
  getsockname(into: { port?: number }): number;
  close(): void;
}

const { _createServerHandle: bind } = net as unknown as {
  _createServerHandle(address: string, port: number, family: 4 | 6): Handle | number;
};

const ATTEMPTS = 50;
const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT', 'EINVAL'];

export interface HeldPort {
  readonly port: number;
  /** The sockets, for a child to listen on. */
  readonly fds: readonly number[];
}

class PortError extends Error {
  constructor(
    readonly code: string,
    readonly address: string,
  ) {
    super(`${address}: ${code}`);
  }
}

function bound(address: string, port: number, family: 4 | 6): { handle: Handle; port: number } {
  const handle = bind(address, port, family);
  if (typeof handle === 'number') throw new PortError(getSystemErrorName(handle), address);
  const at: { port?: number } = {};
  const problem = handle.getsockname(at);
  if (problem === 0) return { handle, port: at.port ?? port };
  handle.close();
  throw new PortError(getSystemErrorName(problem), address);
}

function bindBoth(wanted: number): HeldPort {
  const four = bound('127.0.0.1', wanted, 4);
  try {
    const six = bound('::1', four.port, 6);
    return { port: four.port, fds: [four.handle.fd, six.handle.fd] };
  } catch (error) {
    const code = error instanceof PortError ? error.code : '';
    if (NO_IPV6.includes(code)) return { port: four.port, fds: [four.handle.fd] };
    four.handle.close();
    throw error;
  }
}

function tryPort(wanted: number, both: boolean): HeldPort {
  if (both) return bindBoth(wanted);
  const { handle, port } = bound('127.0.0.1', wanted, 4);
  return { port, fds: [handle.fd] };
}

function explained(error: PortError, wanted: number): ConfigError {
  if (error.code === 'EACCES') {
    return new ConfigError(
      `Port ${wanted} may not be used by this user. Set PORT to one above 1023.`,
    );
  }
  if (error.code !== 'EADDRINUSE') {
    return new ConfigError(`Port ${wanted} cannot be listened on (${error.message}).`);
  }
  return new ConfigError(
    `Port ${wanted} is in use on ${error.address}. Stop what uses it, ` +
      'or set PORT to another port (0 = any free one).',
  );
}

/**
 * Takes the dashboard's port, on 127.0.0.1 and on ::1 where there is one, for as long as this
 * process lives. A browser tries either address: a stranger on one of them would receive the
 * session, also while a dashboard that died is started again.
 */
export function holdPort(wanted: number, both: boolean): HeldPort {
  for (let attempt = 1; ; attempt++) {
    try {
      return tryPort(wanted, both);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      const again = wanted === 0 && error.code === 'EADDRINUSE' && attempt < ATTEMPTS;
      if (!again) throw explained(error, wanted);
    }
  }
}
