/** Where the caches of package managers are, below the home: a folder each project. */
export const PACKAGE_CACHES = 'cache/packages';

/** Whose cache it is; never the same folder for two of them, and never one that leads elsewhere. */
export function cacheName(kind: 'project' | 'pipeline' | 'folder', name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_@-]/g, (c) => `%${(c.codePointAt(0) ?? 0).toString(16)}`);
  return `${kind}-${safe}`;
}
