import { notServed } from '../../wire/errors';

/** Nothing is asked for: absent, false, zero, or a structure of only those. */
const isDefault = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).every(isDefault) : !value;

/** A member of an input that would have no effect is refused by name, also one that a newer SDK has brought. */
export function refuseUnread(operation: string, input: object, read: readonly string[]): void {
  const [first] = Object.entries(input).find(([k, v]) => !read.includes(k) && !isDefault(v)) ?? [];
  if (first !== undefined) throw notServed('cloudformation', `${operation} with ${first}`);
}
