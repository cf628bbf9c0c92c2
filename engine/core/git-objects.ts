export interface ParsedSignature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}
export interface ParsedCommit {
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly author: ParsedSignature;
  readonly committer: ParsedSignature;
  readonly message: string;
}

function signature(line: string): ParsedSignature {
  const m = /^(.*) <([^>]*)> (\d+ [+-]\d{4})$/.exec(line);
  return { name: m?.[1] ?? line, email: m?.[2] ?? '', date: m?.[3] ?? '' };
}

/** A raw commit object, as `git cat-file` gives it. */
export function parseCommit(raw: string): ParsedCommit {
  const blank = raw.indexOf('\n\n');
  const headers = raw.slice(0, blank).split('\n');
  const value = (name: string): string =>
    headers.find((h) => h.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  return {
    treeId: value('tree'),
    parents: headers.filter((h) => h.startsWith('parent ')).map((h) => h.slice(7)),
    author: signature(value('author')),
    committer: signature(value('committer')),
    message: raw.slice(blank + 2),
  };
}
