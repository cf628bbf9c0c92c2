import { readFileSync } from 'node:fs';

/** `NAME=VALUE`, `NAME` (the person's own), or `@FILE` with a line each; `#` begins a comment. */
export function variablesOf(given: readonly string[], option = '-e'): Record<string, string> {
  const out: Record<string, string> = {};
  const take = (text: string): void => {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw new Error(`'${text}' is not a variable: write ${option} NAME=VALUE.`);
    const value = at < 0 ? process.env[name] : text.slice(at + 1).replace(/^(["'])(.*)\1$/s, '$2');
    if (value === undefined)
      throw new Error(
        `${option} ${name}: ${name} is not set in your environment. Write ${option} ${name}=VALUE.`,
      );
    out[name] = value;
  };
  for (const g of given) {
    if (!g.startsWith('@')) take(g);
    else
      for (const line of readFileSync(g.slice(1), 'utf8').split('\n'))
        if (line.trim() && !line.trimStart().startsWith('#')) take(line.trim());
  }
  return out;
}
