import type { Socket } from 'node:net';

function end(socket: Socket): void {
  // Over TCP the other side is told that this was no end in good order.
  if (socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

/** Makes one connection of two: what comes by one goes on by the other, and so does its end. */
export function splice(a: Socket, b: Socket): void {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    // Who has said all may still be answered.
    one.allowHalfOpen = true;
    one.on('error', () => end(other));
    one.on('close', () => other.destroySoon());
    one.pipe(other);
  }
}
