import type { Status, StatusKey } from './status';

/** `(2) Failed: shop build 12 · Starboard`: how many approvals wait, and the status and name of what the page is about. */
export function tabTitle(
  given: string,
  subject: { readonly status: Status; readonly name: string } | undefined,
  waiting: number,
): string {
  const page = subject
    ? `${subject.status.word}: ${subject.name} · Starboard`
    : given.replace(/^\(\d+\) /, '');
  return waiting > 0 ? `(${waiting}) ${page}` : page;
}

/** The solid colours of the light theme (tokens.css), which hold on a light and on a dark tab. */
const COLOURS: Partial<Readonly<Record<StatusKey, string>>> = {
  ok: '#1d8f4c',
  run: '#0f83c4',
  wait: '#c27a00',
  fail: '#d6362f',
};

/** The tab's icon with a dot in the status's colour, as a data address; undefined where the status has none. */
export function tabIcon(status: Status | undefined): string | undefined {
  const colour = status && COLOURS[status.key];
  if (!colour) return undefined;
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">',
    '<rect width="20" height="20" rx="4" fill="#17171a"/>',
    '<g transform="translate(1.5 1) scale(.75)" stroke="#fff">',
    '<path d="M10 1C5.6 4.6 3.6 8.9 5.6 19H10Z" fill="none" stroke-width="1.5"/>',
    '<path d="M10 .6c4.9 3.8 7 8.3 4.8 19H10Z" fill="#fff" stroke="none"/>',
    `</g><circle cx="15" cy="15" r="5" fill="${colour}" stroke="#17171a"/></svg>`,
  ].join('');
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
