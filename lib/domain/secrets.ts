/** What stands for a value that is not shown; CloudFormation writes the same for NoEcho. */
export const HIDDEN = '****';

const SECRET_NAME =
  /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|API[-_. ]?KEY|ACCESS[-_. ]?KEY|CONNECTION[-_ ]?STRING/i;

/** Settings of AWS whose names sound so, and whose values decide who gets in: a person must see them. */
const NOT_SECRET = /^\.?(?:http[-_]?tokens|private[-_]?(?:ip|dns|subnet|zone)[a-z_]*)$/i;

/** A name that sounds as if it held something that is nobody's business. */
export const soundsSecret = (name: string): boolean =>
  SECRET_NAME.test(name) && !NOT_SECRET.test(name);

/** Forms that only secrets have: access keys of AWS, tokens of well-known services, JSON web tokens. */
const KNOWN_FORMS =
  /\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}|xox[abeoprs]-[\w-]{10,255}|[srp]k_live_\w{10,255}|npm_\w{30,255}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+)/g;
const KNOWN_BEGINNINGS = /AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|k_live_|npm_|eyJ/;
/** `scheme://user:password@`. */
const URL_PASSWORD = /(:\/\/[^\s:/@]{0,255}:)[^\s/@]{1,255}@/g;
const PEM =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g;

/** A text without what is secret by its form alone, whatever it is called. */
export function maskForms(text: string): string {
  let out = text;
  if (out.includes('PRIVATE KEY')) out = out.replace(PEM, HIDDEN);
  if (out.includes('://')) out = out.replace(URL_PASSWORD, `$1${HIDDEN}@`);
  return KNOWN_BEGINNINGS.test(out) ? out.replace(KNOWN_FORMS, HIDDEN) : out;
}

/** Where a line's own text begins: behind indentation, a diff's marks and the branches of a drawn tree. */
const columnOf = (line: string): number => {
  const at = line.search(/[^\s│├└─+\-~[\]|*]/);
  return at < 0 ? Infinity : at;
};

/** A word with what follows it: `"DB_PASSWORD": x`, `--token=x`, `.Password:`. */
const WORD = /[\w.-]+/g;
/** What stands between a name and its value. */
const BETWEEN = /^["']?\]?\s*(?:=>|->|:=|[:=])\s*/;
/** Values in which nothing is hidden, and openings of what comes on the next lines. */
const HARMLESS = /^["']?(?:true|false|null|none|~|\(known after apply\))["']?[,;]?$/i;
const OPENS = /^["']?(?:[|>][+-]?\d?|[{[(])?$/;
/** `name: DB_PASSWORD`, before a line that has its value. */
const NAMES = /^(?:name|key)$/i;
/** `[~] SecretString`: a property of `cdk diff`, with its values below it. */
const TREE_NAME = /\[[ +~-]\] [\w.-]+(?: \([a-z ]+\))?$/;

const MAX_TREE_NAME = 300;

interface Secret {
  /** The line up to the value. */
  readonly before: number;
  /** The value is on the lines below that are indented more. */
  readonly isBelow: boolean;
}

/** The first name in a line that sounds secret, and has a value. */
function secretIn(line: string): Secret | undefined {
  if (!SECRET_NAME.test(line)) return undefined;
  const isTree = TREE_NAME.test(line.slice(-MAX_TREE_NAME));
  let last = '';
  for (const match of line.matchAll(WORD)) {
    const [word] = match;
    const end = match.index + word.length;
    if (soundsSecret(word)) {
      const between = BETWEEN.exec(line.slice(end, end + 64));
      const value = between ? line.slice(end + between[0].length).trim() : '';
      if (between && !HARMLESS.test(value))
        return { before: end + between[0].length, isBelow: OPENS.test(value) };
      // The name itself is a value: `name: DB_PASSWORD`, `--password x`.
      if (
        NAMES.test(last) ||
        /(?:^|\s)--?$/.test(line.slice(Math.max(0, match.index - 3), match.index)) ||
        /^--?\w/.test(word)
      )
        return { before: end, isBelow: false };
      if (!between && isTree) return { before: line.length, isBelow: true };
    }
    last = word;
  }
  return undefined;
}

/** A value that may follow its name some lines later: `Name`, `Type`, `Value`; of a diff the old and the new one. */
const VALUE = /\bvalue["']?\s*[:=]/i;
const OTHER_NAME = /\b(?:name|key)["']?\s*[:=]/i;
const VALUE_WITHIN = 4;

/** Hides values line by line; what a line says of the next ones is kept. */
class LineMask {
  private hiddenBelow: number | undefined;
  private valueWithin = 0;

  line(line: string): string {
    const column = columnOf(line);
    if (this.hiddenBelow !== undefined) {
      if (column > this.hiddenBelow)
        return column === Infinity ? line : line.slice(0, column) + HIDDEN;
      this.hiddenBelow = undefined;
    }
    const value = this.valueWithin > 0 ? VALUE.exec(line) : undefined;
    this.valueWithin = OTHER_NAME.test(line) ? 0 : Math.max(0, this.valueWithin - 1);
    if (value) return `${line.slice(0, value.index + value[0].length)} ${HIDDEN}`;
    return this.named(line, column);
  }

  private named(line: string, column: number): string {
    const secret = secretIn(line);
    if (!secret) return line;
    if (secret.isBelow) {
      this.hiddenBelow = column;
      return line;
    }
    const isName = /^["',\s]*$/.test(line.slice(secret.before));
    if (isName) this.valueWithin = VALUE_WITHIN;
    return isName ? line : line.slice(0, secret.before) + HIDDEN;
  }
}

/**
 * A text of lines, as of a diff or of notes, without the values of names that sound secret: those in the same line, and those
 * below it that are indented more. What is masked too much is only not shown.
 */
export const maskLines = (text: string): string => maskNamed(maskForms(text));

/** The same for a text in which nothing is secret by its form. */
export function maskNamed(text: string): string {
  // No line says anything of itself or of others.
  if (!SECRET_NAME.test(text)) return text;
  const mask = new LineMask();
  return text
    .split('\n')
    .map((line) => mask.line(line))
    .join('\n');
}
