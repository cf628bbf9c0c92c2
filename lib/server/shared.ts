import 'server-only';

const KEY = Symbol.for('starboard.shared');

/** One instance in the process: the bundler gives pages and routes copies of a module, and state must not be copied. */
export function shared<T>(name: string, make: () => T): T {
  const home = globalThis as { [KEY]?: Map<string, unknown> };
  const all = (home[KEY] ??= new Map<string, unknown>());
  if (!all.has(name)) all.set(name, make());
  return all.get(name) as T;
}
