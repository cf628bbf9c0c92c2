const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
];

/** A length of time as `1m 12s`: the two largest units that are not nothing; under a second in tenths. */
export function duration(ms: number): string {
  if (ms < 100) return '<0.1s';
  if (ms < 1000) return `${(ms / 1000).toFixed(1)}s`;
  let rest = Math.max(0, Math.round(ms / 1000));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0 && parts.length < 2) parts.push(`${n}${unit}`);
    else if (parts.length) break;
  }
  return parts.join(' ') || '0s';
}

/** How long ago, in one unit: `5m`, `3h`, `21d`. */
export function age(at: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  const [unit, size] = UNITS.find(([, n]) => seconds >= n) ?? ['s', 1];
  return `${Math.floor(seconds / size)}${unit}`;
}
