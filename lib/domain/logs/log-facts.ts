import { lineKind, lineText, NAMES, type Section } from './log';

/** Where a log is to be opened, and why. */
export interface Cause {
  /** Index of the line that says what went wrong. */ readonly line: number;
  /** The command that failed, where one did. */ readonly command: string | undefined;
  readonly commandLine: number | undefined;
}

/** What is known of a log beside its lines. */
export interface LogFacts {
  readonly sections: readonly Section[];
  readonly cause: Cause | undefined;
  /** What the service said in yellow: where this machine differs from AWS. */ readonly notices: readonly string[];
  /** The newest command of the newest phase. */
  readonly command?: string | undefined;
}

/** Words with which tools begin to say that something is wrong. A count of none is good news. */
const TROUBLE =
  /(?:^|[^\w-])(?:error|failed|failure|fail|fatal|panic|exception|traceback|not ok|✗|✘|✖|×)(?:$|[^\w-])/i;
const NO_TROUBLE =
  /\b(?:0|no) (?:errors?|fail(?:ed|ures?|ing)?)\b|(?:errors?|fail(?:ed|ures?)?)[:=]? ?0\b/i;

/** A line of the service's own that is yellow as a whole. */
const NOTICE = /^\u001b\[33m(.*)\u001b\[0m$/;
const MAX_NOTICES = 20;

/** Reads a log line by line, in order, and knows at any moment its phases and where it first went wrong. */
export class LogReader {
  private readonly found: { title: string; key: string; from: number; failed: boolean }[] = [];
  private command: { text: string; line: number } | undefined;
  private suspicion: number | undefined;
  private cause: Cause | undefined;
  private readonly notices: string[] = [];
  private lines = 0;

  constructor(private readonly whole: string) {}

  add(text: string): void {
    const i = this.lines++;
    const kind = lineKind(text);
    if (kind === '') {
      if (
        this.command &&
        this.suspicion === undefined &&
        TROUBLE.test(text) &&
        !NO_TROUBLE.test(text)
      )
        this.suspicion = i;
      return;
    }
    const notice = NOTICE.exec(lineText(text))?.[1];
    if (notice !== undefined && this.notices.length < MAX_NOTICES) this.notices.push(notice);
    if (kind === 'phase') this.phase(/Entering phase (\w+)/.exec(text)?.[1] ?? '', i);
    else if (kind === 'command') {
      this.command = { text: lineText(text).slice('Running command '.length), line: i };
      this.suspicion = undefined;
    } else if (kind === 'error') {
      const last = this.found.at(-1);
      if (last) last.failed = true;
      const command = /^Command did not exit/.test(lineText(text)) ? this.command : undefined;
      // The line before only told that the phase had failed; this one says why.
      if (this.cause?.line === i - 1 && /^Phase context/.test(lineText(text)))
        this.cause = { ...this.cause, line: i };
      this.cause ??= {
        line: (command && this.suspicion) ?? i,
        command: command?.text,
        commandLine: command?.line,
      };
    }
  }

  private phase(name: string, from: number): void {
    const title = NAMES[name] ?? name;
    this.command = undefined;
    this.found.push({ title, key: `${name} ${from}`, from, failed: false });
  }

  facts(): LogFacts {
    const [first] = this.found;
    const all =
      first?.from === 0
        ? this.found
        : [
            {
              title: this.found.length ? 'Before the phases' : this.whole,
              key: 'before',
              from: 0,
              failed: this.found.length === 0 && this.cause !== undefined,
            },
            ...this.found,
          ];
    return {
      cause: this.cause,
      notices: [...this.notices],
      command: this.command?.text,
      sections: all.map((s, n) => ({ ...s, to: all[n + 1]?.from ?? this.lines })),
    };
  }
}

/** Of a log that is at hand as a whole. */
export function factsOf(lines: readonly { readonly text: string }[], whole: string): LogFacts {
  const reader = new LogReader(whole);
  for (const line of lines) reader.add(line.text);
  return reader.facts();
}
