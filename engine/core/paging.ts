export interface Page<T> {
  readonly items: T[];
  readonly nextToken: string | undefined;
}

/** A page of `all` beginning behind `token` (an opaque offset); an unusable token begins at the start. */
export function page<T>(all: readonly T[], size: number, token: string | undefined): Page<T> {
  const start = token !== undefined && /^\d+$/.test(token) ? Number(token) : 0;
  const end = start + size;
  return { items: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
}
