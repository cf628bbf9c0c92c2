/** A text without the characters of one kind at its end; by looking from the end, for a pattern would look from everywhere. */
export function withoutEnd(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end--;
  return text.slice(0, end);
}

/** Without them at its beginning and its end. */
export function withoutEdges(text: string, character: string): string {
  let start = 0;
  while (text[start] === character) start++;
  return withoutEnd(text.slice(start), character);
}
