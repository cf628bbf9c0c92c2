import 'server-only';

/** AWS's dates as milliseconds since the epoch; 0 where there is none. */
export const ms = (date: Date | undefined): number => date?.getTime() ?? 0;
