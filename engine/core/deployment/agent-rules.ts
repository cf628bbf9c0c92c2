import { matchesWildcard } from '../wildcard';
import { READINGS, type AgentVersion, type AppspecReading } from '../../../common/appspec-reading';

export { AGENT_VERSIONS, type AgentVersion } from '../../../common/appspec-reading';
import { matchesGlob, readGlob } from './permission-glob';

/**
 * What AWS's CodeDeploy agents do differently, a field for each. What is not here is the same in
 * both, or not known of agent 2. Sources: aws-codedeploy-agent 1.8.1 (Ruby; 800eb28) and 2.0.0 (Rust; 5a96830),
 * by file.
 */
export interface AgentRules extends AppspecReading {
  readonly version: AgentVersion;
  /** Names of the AppSpec file, in the order in which they are tried (hook_executor.rb; executor.rs). */
  readonly appspecNames: readonly string[];
  /** What DownloadBundle says of a revision without AppSpec file, where it looks for one (download_bundle.rs). */
  readonly appspecMissing: ((path: string) => string) | undefined;
  /** Whether a permission's pattern means a name below its object (linux_permission_info.rb; pattern.rs). */
  readonly isMeant: (name: string, pattern: string) => boolean;
  /** Whether an exception of a permission means a name below its object (the same files). */
  readonly isExcepted: (name: string, pattern: string) => boolean;
  /** A file for a place where a folder stands: comes into it, or fails (install_instruction.rb; copy_command.rs). */
  readonly copiesIntoFolder: boolean;
  /** A file for a place where a link stands: what it leads to is written, or the link is replaced (the same files). */
  readonly writesThroughLinks: boolean;
  /** An install's failure, as its event tells it (command_executor.rb; install.rs). */
  readonly installFailed: (groupId: string, message: string) => string;
  /** What the file system refuses, in the words of the agent's language (installer/error.rs). */
  readonly fileError: Readonly<
    Record<'missing' | 'exists' | 'isFolder', (at: FilePlaces) => string>
  >;
  /** What Install says where the disk has no room (its language's words; installer/error.rs). */
  readonly diskFull: string;
  /** Whether a restart installs from the copy of the revision that is there (2.1.0, release notes). */
  readonly restarts: boolean;
  /** Whether a script is named in the log before it is looked for (hook_executor.rb; executor.rs). */
  readonly namesScriptFirst: boolean;
  /** Which output a script that has ended is said to hold open (hook_executor.rb; executor.rs). */
  readonly heldOutput: (isStdoutHeld: boolean) => 'STDOUT' | 'STDERR';
  /** How the exit code of a script is told that a signal has ended (hook_executor.rb; script.rs). */
  readonly exitCodeOfSignal: string;
  /** A line as logs and diagnostics have it (script_run_log.rs strips escape sequences of terminals). */
  readonly logged: (line: string) => string;
  /** Whether the lines of a log tail begin with the time (hook_executor.rb; script_run_log.rs). */
  readonly tailHasTimes: boolean;
  /**
   * What the deployments log gets: every line as it comes, or at an event's end its last lines, and of a
   * failed event no more than its name and why (hook_executor.rb; hook.rs, deployment_logger.rs).
   */
  readonly deploymentsLog: 'lines' | 'tails';
}

interface FilePlaces {
  readonly source: string;
  readonly target: string;
}

/** `*` alone is special, and nothing reaches below a folder. */
const matchesName = (name: string, pattern: string): boolean =>
  !name.includes('/') && matchesWildcard(pattern.split('*'), name);

/** A pattern with a star has all of a glob's signs, any other is a path below the object. */
function matchesPattern(name: string, pattern: string): boolean {
  if (pattern === '**') return true;
  // Names have no folders in them, so that these say nothing.
  const glob = pattern.includes('*') ? readGlob(pattern.replace(/^(?:\*\*\/)+/, '')) : undefined;
  if (!glob) return name === pattern;
  return !/[/\\]/.test(name) && matchesGlob(glob, name);
}

/** CSI, OSC and other escape sequences, and what a terminal would not print, tabs included. */
const ESCAPES =
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|[\x00-\x09\x0b-\x1f]/g;

const AGENT_1_8: AgentRules = {
  ...READINGS['1.8'],
  version: '1.8',
  appspecNames: ['appspec.yml'],
  appspecMissing: undefined,
  isMeant: (name, pattern) => pattern === '**' || matchesName(name, pattern),
  isExcepted: matchesName,
  copiesIntoFolder: true,
  writesThroughLinks: true,
  installFailed: (_groupId, message) => message,
  fileError: {
    missing: ({ source }) => `No such file or directory - ${source}`,
    exists: ({ source, target }) => `File exists @ rb_file_s_symlink - (${source}, ${target})`,
    isFolder: ({ target }) => `Is a directory @ rb_sysopen - ${target}`,
  },
  diskFull: 'No space left on device',
  namesScriptFirst: false,
  heldOutput: (isStdoutHeld) => (isStdoutHeld ? 'STDOUT' : 'STDERR'),
  exitCodeOfSignal: '',
  logged: (line) => line,
  tailHasTimes: false,
  restarts: false,
  deploymentsLog: 'lines',
};

/** [infer] Agent 2 does as 1.8 in all that is not known of it: a folder for a place where a file stands, owners that do not exist, a revision in a folder of its own, the words of a list that is none. */
export const AGENT_2_ELSEWHERE = AGENT_1_8;

/** [infer] Agent 2 takes appspec.yaml where the revision has no appspec.yml: its Install and its hooks do, its DownloadBundle looks for no name but the one that the service sends, and that AWS does not document. */
export const AGENT_2_APPSPEC_NAMES = ['appspec.yml', 'appspec.yaml'];

const AGENT_2: AgentRules = {
  ...AGENT_2_ELSEWHERE,
  ...READINGS['2'],
  version: '2',
  appspecNames: AGENT_2_APPSPEC_NAMES,
  appspecMissing: (path) =>
    `the specified file does not exist at the expected location: ${path}. Verify that your AppSpec file is named correctly and that it is in the root directory of the revision's source code.`,
  isMeant: matchesPattern,
  isExcepted: matchesPattern,
  copiesIntoFolder: false,
  writesThroughLinks: false,
  installFailed: (groupId, message) => `Install failed for group ${groupId}: ${message}`,
  fileError: {
    missing: () => 'IO error: No such file or directory (os error 2)',
    exists: () => 'IO error: File exists (os error 17)',
    isFolder: () => 'IO error: Is a directory (os error 21)',
  },
  diskFull: 'IO error: No space left on device (os error 28)',
  namesScriptFirst: true,
  heldOutput: () => 'STDOUT',
  exitCodeOfSignal: '1',
  logged: (line) => line.replace(ESCAPES, ''),
  tailHasTimes: true,
  restarts: true,
  deploymentsLog: 'tails',
};

export const AGENTS: Readonly<Record<AgentVersion, AgentRules>> = {
  '1.8': AGENT_1_8,
  '2': AGENT_2,
};
