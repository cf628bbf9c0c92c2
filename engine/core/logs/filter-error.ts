/** A filter pattern that cannot be understood. */
export class FilterError extends Error {
  override name = 'FilterError';
}
