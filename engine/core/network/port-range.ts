/** From the first to the last, both included. */
export type PortRange = readonly [number, number];

export const ALL_PORTS: PortRange = [0, 65_535];

export const isInRange = ([first, last]: PortRange, port: number): boolean =>
  first <= port && port <= last;

/** The ports that are in both. */
export function overlap(a: PortRange, b: PortRange): PortRange | undefined {
  const [first, last] = [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
  return first <= last ? [first, last] : undefined;
}

/** The same ports by as few ranges as there can be. */
export function merged(ranges: readonly PortRange[]): PortRange[] {
  const found: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = found.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else found.push([first, last]);
  }
  return found;
}
