import 'server-only';

/**
 * Reads things by their ids, so many a call: those that are asked for in the same turn share one. An id that the call
 * does not bring is undefined.
 */
export function inBatches<T>(
  size: number,
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (id: string) => Promise<T | undefined> {
  let open: { ids: string[]; brought: Promise<ReadonlyMap<string, T>> } | undefined;
  return (id) => {
    if (!open || open.ids.length >= size) {
      const ids: string[] = [];
      // Whoever asks next in this turn is in the call.
      open = { ids, brought: Promise.resolve().then(() => read(ids)) };
      const own = open;
      void own.brought.catch(() => undefined);
      queueMicrotask(() => {
        if (open === own) open = undefined;
      });
    }
    open.ids.push(id);
    return open.brought.then((all) => all.get(id));
  };
}
