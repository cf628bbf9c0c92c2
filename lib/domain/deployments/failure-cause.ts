/** A line that a script wrote; `at` in ms since the epoch, 0 where its log tells no times. */
export interface HookLine {
  readonly at: number;
  readonly text: string;
}

interface Pattern {
  readonly test: RegExp;
  readonly say: (...groups: readonly string[]) => string;
}

const place = (path: string): string => path.replace(/^['"‘`]|['"’`]$/g, '');

/**
 * What well-known programs print when they fail, and how a person would say it. curl's are its own exit codes with
 * their messages (curl manual, "Exit codes").
 */
const PATTERNS: readonly Pattern[] = [
  {
    test: /curl: \(22\) The requested URL returned error: (\d{3})/,
    say: (code) => `curl got ${code}`,
  },
  {
    test: /curl: \(7\) Failed to connect to (\S+) port (\d+)/,
    say: (host, port) => `curl could not connect to ${host}:${port}`,
  },
  {
    test: /curl: \(7\) (?:couldn't|Couldn't) connect to (?:host|server)/,
    say: () => 'curl could not connect',
  },
  { test: /curl: \(28\)/, say: () => 'curl got no answer in time' },
  {
    test: /curl: \(6\) Could not resolve host: (\S+)/,
    say: (host) => `curl found no host ${host}`,
  },
  { test: /curl: \(52\)/, say: () => 'curl got an empty answer' },
  { test: /curl: \(56\)/, say: () => 'curl lost the connection' },
  { test: /ERROR (\d{3}): /, say: (code) => `wget got ${code}` },
  {
    test: /(?:^\/bin\/)?(?:env|\/usr\/bin\/env): [‘'"]?(\w+)(?:\\r|\r|\^M)|(?:\^M|\r): bad interpreter|\$'\\r': command not found/,
    say: () => 'the script has Windows line endings (CRLF)',
  },
  {
    test: /(?:^|: )(?:line )?\d+: (\S+?): (?:command )?not found$|^(\S+): command not found$/,
    say: (a, b) => `the command ${a || b} is not installed`,
  },
  {
    test: /Cannot find module '([^']+)'/,
    say: (module) => `Node.js cannot find the module ${module}`,
  },
  {
    test: /ModuleNotFoundError: No module named '([^']+)'/,
    say: (module) => `Python cannot find the module ${module}`,
  },
  {
    test: /EADDRINUSE.*?:(\d+)\s*$|(?:[Aa]ddress already in use).*?:(\d+)\b/,
    say: (a, b) => `port ${a || b} is already in use`,
  },
  { test: /[Aa]ddress already in use/, say: () => 'its port is already in use' },
  {
    test: /(?:Unit |Failed to \w+ )(\S+?\.service)(?:: Unit \S+)? (?:could not be found|not found|not loaded)/,
    say: (unit) => `there is no service ${unit}`,
  },
  { test: /Job for (\S+\.service) failed/, say: (unit) => `the service ${unit} did not start` },
  { test: /No space left on device/, say: () => 'the disk is full' },
  {
    test: /(?<!\S)(\S{1,200}): Permission denied$/,
    say: (path) => `no permission for ${place(path ?? '')}`,
  },
  {
    test: /(?<!\S)(\S{1,200}): No such file or directory$/,
    say: (path) => `${place(path ?? '')} is not there`,
  },
];

/** Colours and other signs for a terminal. */
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/** What stands before the text in scripts.log, the deployments log and diagnostics. */
const PREFIX =
  /^(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?\]? ?)?(?:\[d-[A-Z0-9]+\] ?)?(?:\[(stdout|stderr)\] ?)?/;
const MARK = /^(?:LifecycleEvent|Script) - |^\$ /;

/** What the agent says of a script or an install, in fewer words (aws-codedeploy-agent, hook_executor.rb and installer.rb). */
const AGENT_WORDS: readonly Pattern[] = [
  {
    test: /Script at specified location: (\S+)(?: run as user \S+)? failed to complete in (\d+) seconds/,
    say: (script, seconds) => `${script} did not finish within ${seconds} s`,
  },
  {
    test: /Script at specified location: (\S+)(?: run as user \S+)? failed to close (STDOUT|STDERR)/,
    say: (script) => `${script} has ended, but what it started still holds its output open`,
  },
  {
    test: /Script at specified location: (\S+)(?: run as user (\S+))? failed with exit code (\S+)/,
    say: (script, user, code) =>
      `${script}${user ? ` as ${user}` : ''} ended with exit code ${code}`,
  },
  {
    test: /Script does not exist at specified location: (\S+)/,
    say: (path) => `${path?.split('deployment-archive/').at(-1)} is not in the revision`,
  },
  {
    test: /specified file already exists at this location: (\S+)/,
    say: (path) => `${path} is on the instance already, and no earlier deployment put it there`,
  },
  {
    test: /Missing credentials - please check if this instance was started with an IAM instance profile/,
    say: () => 'the instance has no IAM instance profile to download the revision with',
  },
  {
    test: /agent was not able to receive the lifecycle event/,
    say: () => 'the CodeDeploy agent did not answer; it may not be installed or running',
  },
];

/** The agent writes its own verdict below what a script wrote. */
const isAgents = (text: string): boolean => AGENT_WORDS.some(({ test }) => test.test(text));

interface Clean extends HookLine {
  readonly isError: boolean;
}

function cleaned(lines: readonly HookLine[]): Clean[] {
  return lines.flatMap(({ at, text }): Clean[] => {
    const plain = text.replace(ESCAPES, '').trim();
    const found = PREFIX.exec(plain);
    const rest = plain.slice(found?.[0].length ?? 0).trim();
    return rest && !MARK.test(rest) && !isAgents(rest)
      ? [{ at, text: rest, isError: found?.[1] === 'stderr' }]
      : [];
  });
}

/** A line that is longer is no message. */
const MOST_LOOKED_AT = 1000;

function known(text: string): string | undefined {
  for (const { test, say } of PATTERNS) {
    const found = test.exec(text.slice(0, MOST_LOOKED_AT));
    if (found) return say(...found.slice(1).map((group) => (group as string | undefined) ?? ''));
  }
  return undefined;
}

const SOUNDS_BAD = /error|fail|fatal|exception|cannot|could not|did not|denied|refused|not found/i;
const MAX_QUOTED = 160;
const quoted = (text: string): string =>
  text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;

/** `for 30s`, `40 times`: how often the same was said. Nothing of what was said once. */
function repeated(same: readonly Clean[]): string {
  if (same.length < 2) return '';
  const span = (same.at(-1)?.at ?? 0) - (same[0]?.at ?? 0);
  return span >= 1000 ? ` for ${Math.round(span / 1000)} s` : ` ${same.length} times`;
}

/**
 * What went wrong in a script, by what it wrote: `curl got 502 for 30 s`. A program's well-known words are said in ours,
 * else its own last words are quoted; undefined where it wrote none.
 */
export function causeIn(lines: readonly HookLine[]): string | undefined {
  const all = cleaned(lines);
  const said = all.map((line) => known(line.text));
  const last = said.findLast((cause) => cause !== undefined);
  if (last !== undefined) return `${last}${repeated(all.filter((_, i) => said[i] === last))}`;
  const words =
    all.findLast((l) => l.isError && SOUNDS_BAD.test(l.text)) ??
    all.findLast((l) => SOUNDS_BAD.test(l.text)) ??
    all.findLast((l) => l.isError);
  return words && `“${quoted(words.text)}”`;
}

/** What a failed event comes to in words: what its script wrote, else what the agent says of it. */
export function causeOf(
  message: string | undefined,
  lines: readonly HookLine[],
): string | undefined {
  const text = message ?? '';
  const agent = AGENT_WORDS.flatMap(({ test, say }) => {
    const found = test.exec(text);
    return found
      ? [say(...found.slice(1).map((group) => (group as string | undefined) ?? ''))]
      : [];
  })[0];
  // A script that was ended, or is not there, has not said why.
  if (agent !== undefined && !/exit code/.test(agent)) return agent;
  const cause = causeIn(lines);
  if (cause !== undefined || agent === undefined) return cause;
  const last = cleaned(lines).at(-1);
  return last ? `${agent} after “${quoted(last.text)}”` : agent;
}

/** The lines of a log tail, which tells no times. */
export const tailLines = (tail: string | undefined): HookLine[] =>
  (tail ?? '').split('\n').map((text) => ({ at: 0, text }));
