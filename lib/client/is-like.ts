/** Whether a stored value has the fields of `sample`, with the same types: another version of this page may have stored it. */
export function isLike<T extends object>(sample: T, value: unknown): value is T {
  if (typeof value !== 'object' || value === null) return false;
  const given = value as Record<string, unknown>;
  return Object.entries(sample).every(
    ([name, own]) =>
      typeof given[name] === typeof own && Array.isArray(given[name]) === Array.isArray(own),
  );
}
