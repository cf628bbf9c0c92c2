import { maskForms } from '../secrets';

/** Sequences that colour a terminal, and those that set its title or make links. */

const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;
/** Control characters, and what turns the direction of a text or has no width: a name must not look like another one. */
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

/** A text without colours and invisible characters; lines and tabs stay. */
export const plainText = (text: string): string =>
  // An escape and a carriage return are among the invisible.
  text.search(INVISIBLE) < 0
    ? text
    : text.replaceAll('\r\n', '\n').replace(ESCAPES, '').replace(INVISIBLE, '');

/** A line that a tool writes as a heading is no longer. */
const MAX_HEADING = 2000;

/** The lines of a text; those too long to be headings are empty. */
export const headings = (text: string): string[] =>
  text.split('\n').map((line) => (line.length > MAX_HEADING ? '' : line));

const MAX_NAME = 500;

/** A name in one line; what is secret by its form is masked. */
export const plainName = (text: string): string =>
  cut(maskForms(plainText(text)).replace(/\s+/g, ' ').trim(), MAX_NAME);

/** The beginning of a text; never half of a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = /[\uD800-\uDBFF]/.test(text[max - 1] ?? '') ? max - 1 : max;
  return `${text.slice(0, end)}…`;
}
