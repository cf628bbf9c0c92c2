/** What AWS takes as a tag's text: letters, numbers, spaces and _ . : / = + - @ (Tagging user guide). */
const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** `Key=Value` lines as tags. A line without an equals sign is a key without a value. */
export function readTags(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\n')
      .map((l) => l.trim())
      .filter(Boolean)
      .map((l) => {
        const at = l.indexOf('=');
        return at < 0 ? [l, ''] : [l.slice(0, at).trim(), l.slice(at + 1).trim()];
      }),
  );
}

/** Why AWS would refuse these tags, in one sentence. */
export function tagsProblem(tags: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(tags);
  if (entries.length > 40) return "At most 40 tags: AWS takes 50, and some are Starboard's own.";
  const wrong = entries.find(
    ([key, value]) =>
      !key || key.length > 128 || value.length > 256 || !TEXT.test(key) || !TEXT.test(value),
  );
  if (wrong)
    return `The tag '${wrong[0]}' is not possible: a key has 1 to 128 characters, a value at most 256, of letters, digits, spaces and _ . : / = + - @.`;
  const ours = entries.find(([key]) => /^(aws|starboard):/i.test(key));
  return ours ? `The tag '${ours[0]}' cannot be set: aws: and starboard: are taken.` : undefined;
}
