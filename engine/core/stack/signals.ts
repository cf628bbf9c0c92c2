const HOUR = 3600;
/** [doc] The longest that a creation policy may wait. */
const LONGEST = 12 * HOUR;

/** `PT15M` and the like in milliseconds; undefined for what is no such duration. */
export function signalTimeoutMs(text: string): number | undefined {
  const m = /^PT(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?$/.exec(text);
  if (!m) return undefined;
  const seconds = Number(m[1] ?? 0) * HOUR + Number(m[2] ?? 0) * 60 + Number(m[3] ?? 0);
  return seconds > 0 && seconds <= LONGEST ? seconds * 1000 : undefined;
}
