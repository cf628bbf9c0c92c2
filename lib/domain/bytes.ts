const KB = 1024;

/** `812 B`, `61 KB`, `2.1 MB`: a size as people read it. */
export function bytes(n: number): string {
  if (n < KB) return `${n} B`;
  if (n < KB * KB) return `${Math.round(n / KB)} KB`;
  if (n < KB * KB * KB) return `${(n / KB / KB).toFixed(1)} MB`;
  return `${(n / KB / KB / KB).toFixed(1)} GB`;
}
