/**
 * What is no character of XML 1.0 (its section 2.2), half a pair of surrogates among it: no parser
 * that keeps to the rules reads a document with one, not even written as a reference.
 */
const NO_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;
const EACH = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
/** A reference by number: `&#1;`, `&#x1;`. */
const REFERENCE = /&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));/g;
const REPLACEMENT = '\ufffd';

/** Whether a text can stand in XML. */
export const fitsXml = (text: string): boolean => !NO_CHARACTER.test(text);

/** Whether a document refers by number to what is no character, or has one. */
export function hasNoCharacter(document: string): boolean {
  if (NO_CHARACTER.test(document)) return true;
  for (const [, hex, decimal] of document.matchAll(REFERENCE)) {
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    if (code > 0x10ffff || !fitsXml(String.fromCodePoint(code))) return true;
  }
  return false;
}

/** A document that every client reads: what is no character is the sign for one that is missing. */
export const readable = (document: string): string => document.replace(EACH, REPLACEMENT);

/** The same with references, which lenient clients read back: so S3 writes keys unless it is asked to encode them. */
export const referring = (document: string): string =>
  document.replace(EACH, (c) => {
    const code = c.codePointAt(0) ?? 0;
    return code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : `&#x${code.toString(16)};`;
  });
