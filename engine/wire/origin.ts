const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\]|[a-z0-9][a-z0-9.-]*\.localhost)$/i;

/** Whether a `host[:port]` names this machine itself: a page elsewhere that re-binds its DNS name cannot say so. */
export function isLoopbackHost(host: string | undefined, port: number): boolean {
  const m = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(host ?? '');
  return Boolean(m?.[1] && LOOPBACK.test(m[1]) && Number(m[2] ?? 80) === port);
}

/** A browser's Origin, when it sends one, must be this very server. */
export function isOwnOrigin(origin: string | undefined, port: number): boolean {
  if (origin === undefined) return true;
  const m = /^http:\/\/(.+)$/.exec(origin);
  return Boolean(m?.[1] && isLoopbackHost(m[1], port));
}
