const FORMAT = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  month: 'short',
  day: 'numeric',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  hour12: true,
});

/** `Sep 1, 2017 4:12:29 PM`, in UTC: how CodeBuild's events say a time (AWS-SEMANTICS 1.10 [doc22]). */
export function usDate(ms: number): string {
  const part = Object.fromEntries(FORMAT.formatToParts(ms).map((p) => [p.type, p.value]));
  return `${part['month'] ?? ''} ${part['day'] ?? ''}, ${part['year'] ?? ''} ${part['hour'] ?? ''}:${part['minute'] ?? ''}:${part['second'] ?? ''} ${part['dayPeriod'] ?? ''}`;
}
