/** What an application's page says of itself. Its words are anybody's: they are shown as text. */
export interface PageFacts {
  readonly title: string;
  readonly description: string;
}

const MAX_TITLE = 120;
const MAX_DESCRIPTION = 280;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};
const MAX_CODE_POINT = 0x10ffff;

/** A character by its number; nothing for what is none. */
const byNumber = (code: number): string =>
  Number.isInteger(code) && code > 0 && code <= MAX_CODE_POINT ? String.fromCodePoint(code) : '';

const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi, (whole, hex, number, name) => {
    if (hex !== undefined) return byNumber(parseInt(String(hex), 16));
    if (number !== undefined) return byNumber(Number(number));
    return NAMED[String(name).toLowerCase()] ?? String(whole);
  });

/** One line of so many characters, without controls and without marks that turn the order of letters around. */
function lineOf(text: string, most: number): string {
  const plain = decoded(text)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
  const letters = [...plain];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : plain;
}

/** Tags are looked through so far: one without an end would be read again from each place. */
const TAG = /<meta\s[^>]{0,2000}>/gi;
const TITLE = /<title[^>]{0,500}>/i;
const NAME = /\s(?:name|property)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const CONTENT = /\scontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/** The value of an attribute in a tag, quoted or not. */
function valueOf(attribute: RegExp, tag: string): string {
  const [, double, single, bare] = attribute.exec(tag) ?? [];
  return double ?? single ?? bare ?? '';
}

const DESCRIBING = ['description', 'og:description'];

function descriptionIn(head: string): string {
  const tags = (head.match(TAG) ?? []).filter((tag) =>
    DESCRIBING.includes(valueOf(NAME, tag).toLowerCase()),
  );
  return tags.map((tag) => valueOf(CONTENT, tag)).find((text) => text !== '') ?? '';
}

function titleIn(head: string): string {
  const opening = TITLE.exec(head);
  if (!opening) return '';
  const from = opening.index + opening[0].length;
  const to = head.toLowerCase().indexOf('</title', from);
  return to < 0 ? '' : head.slice(from, to);
}

/** Title and description out of the beginning of a page; undefined where it has neither. */
export function pageFacts(html: string): PageFacts | undefined {
  const head = html.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
  const title = lineOf(titleIn(head), MAX_TITLE);
  const description = lineOf(descriptionIn(head), MAX_DESCRIPTION);
  return title || description ? { title, description } : undefined;
}
