/** A template that CloudFormation would not take; the text follows `Template error` and the like. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
