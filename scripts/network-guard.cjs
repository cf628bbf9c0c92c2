// Loaded into every process of a test run: a connection that leaves this machine fails, and says so.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- preloaded with --require, so CommonJS
const net = require('node:net');

const connect = net.Socket.prototype.connect;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.|localhost$|.*\.localhost$)/;

net.Socket.prototype.connect = function guarded(...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host =
    typeof first === 'object' && first !== null
      ? (first.host ?? (first.path ? undefined : 'localhost'))
      : typeof first === 'number' && typeof args[1] === 'string'
        ? args[1]
        : undefined;
  if (host !== undefined && !LOOPBACK.test(host))
    throw new Error(`a test tried to reach ${host}: only loopback is allowed`);
  return connect.apply(this, args);
};
