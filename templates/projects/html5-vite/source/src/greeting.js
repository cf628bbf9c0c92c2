/** A greeting that fits the hour, 0 to 23. */
export function greeting(hour) {
  if (hour < 5 || hour >= 22) return 'Good night.';
  if (hour < 12) return 'Good morning.';
  return hour < 18 ? 'Good day.' : 'Good evening.';
}
