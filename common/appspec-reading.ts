import { readTypedYaml, readYaml11 } from './appspec-yaml';

export const AGENT_VERSIONS = ['1.8', '2'] as const;
/** Which of AWS's agents an instance has. */
export type AgentVersion = (typeof AGENT_VERSIONS)[number];

/** How an agent reads an AppSpec file (aws-codedeploy-agent 1.8.1 in Ruby, 2.0.0 in Rust, by file). */
export interface AppspecReading {
  /** The AppSpec file's plain value; a SyntaxError says why it has none (application_specification.rb; parse.rs). */
  readonly readAppspec: (source: string) => unknown;
  /** That in the agent's words (of 1.8 they are its language's; error.rs). */
  readonly notYaml: (why: string) => string;
  /** Whether what stands for `sudo` asks for it (linux_util.rb; parse.rs). */
  readonly asksForSudo: (value: unknown) => boolean;
  /** Whether a `runas` of no letters names a user (script_info.rb; parse.rs). */
  readonly emptyRunasIsUser: boolean;
  /** Whether the instance has access control lists and contexts: a local one has neither. */
  readonly hasAcls: boolean;
}

/** The readings of a local instance. */
export const READINGS: Readonly<Record<AgentVersion, AppspecReading>> = {
  '1.8': {
    readAppspec: readYaml11,
    notYaml: (why) => `the application specification file is not valid YAML: ${why}`,
    asksForSudo: (value) => value !== undefined && value !== null && value !== false,
    emptyRunasIsUser: true,
    hasAcls: false,
  },
  '2': {
    readAppspec: readTypedYaml,
    notYaml: (why) => `of a YAML parsing error: ${why}`,
    asksForSudo: (value) => value === 'true',
    emptyRunasIsUser: false,
    hasAcls: false,
  },
};
