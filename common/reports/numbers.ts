const NS = 1e9;

/** Seconds as text (`1.5`, `1,234.5`) → nanoseconds; what is no number is 0. */
export function seconds(text: string | undefined): number {
  const value = Number((text ?? '').replaceAll(',', ''));
  return Number.isFinite(value) && value > 0 ? Math.round(value * NS) : 0;
}

/** `HH:MM:SS.fffffff` → nanoseconds. */
export function clockTime(text: string | undefined): number {
  const m = /^(?:(\d+)[.:])?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '');
  return m
    ? Math.round(
        (Number(m[1] ?? 0) * 86_400 + Number(m[2]) * 3600 + Number(m[3]) * 60 + Number(m[4])) * NS,
      )
    : 0;
}

export const count = (text: string | undefined): number =>
  /^\d+$/.test(text ?? '') ? Number(text) : 0;
