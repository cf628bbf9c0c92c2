import type { FleetEventName, FleetStatus } from '../pipeline/fleet';
import type { AgentVersion } from './agent-rules';
import type { InlineSpec } from './deploy-spec';

export type LifecycleStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';
/** As CodeDeploy's API names them. */
export type LifecycleErrorCode =
  | 'Success'
  | 'ScriptMissing'
  | 'ScriptNotExecutable'
  | 'ScriptTimedOut'
  | 'ScriptFailed'
  | 'UnknownError';
export interface Diagnostics {
  readonly errorCode: LifecycleErrorCode;
  readonly scriptName: string;
  readonly message: string;
  readonly logTail: string;
}

/** Whether an instance has a network of its own, and why it shares the machine's. */
export interface InstanceNetworkFacts {
  readonly kind: 'own' | 'shared';
  readonly reason?: string | undefined;
  /** By which others reach it, in a network of its own; missing where none does. */
  readonly privateIp?: string | undefined;
}

/** What an instance's agent writes down; the engine follows it. */
export type AgentEntry =
  | {
      readonly type: 'started';
      readonly at: number;
      readonly pid: number;
      readonly startTime: string;
      readonly sandbox: string;
      readonly reason: string;
    }
  | {
      readonly type: 'ready';
      readonly at: number;
      readonly missing: string | undefined;
      readonly port: number;
      readonly portProblem: string | undefined;
      /** Missing in a journal from before there were networks. */
      readonly network?: InstanceNetworkFacts | undefined;
    }
  | {
      readonly type: 'lifecycle';
      readonly at: number;
      readonly deploymentId: string;
      readonly event: string;
      readonly status: LifecycleStatus;
      readonly diagnostics: Diagnostics | undefined;
    }
  | {
      readonly type: 'log';
      readonly at: number;
      readonly deploymentId: string;
      readonly text: string;
    }
  | {
      readonly type: 'deployment-ended';
      readonly at: number;
      readonly deploymentId: string;
      readonly status: 'Succeeded' | 'Failed';
      /** Which piece of it; the first one, or all of it, where nothing is said. */
      readonly piece?: number | undefined;
      /** False where the release has not been installed by this piece. */
      readonly installs?: boolean | undefined;
    }
  | {
      readonly type: 'fleet-event';
      readonly at: number;
      readonly id: string;
      readonly event: FleetEventName;
      readonly status: FleetStatus;
      readonly message: string | undefined;
    }
  | {
      readonly type: 'fleet-log';
      readonly at: number;
      readonly log: LogPlace;
      readonly lines: readonly string[];
    }
  | {
      readonly type: 'fleet-ended';
      readonly at: number;
      readonly id: string;
      readonly status: 'Succeeded' | 'Failed';
      readonly message: string | undefined;
    }
  | {
      readonly type: 'picture';
      readonly at: number;
      readonly id: string;
      readonly release: string;
      /** Why there is none. */
      readonly problem: string | undefined;
    }
  | { readonly type: 'stopped'; readonly at: number };

/** A stream of CloudWatch Logs. */
export interface LogPlace {
  readonly group: string;
  readonly stream: string;
}

/** What an agent is told at its start. */
export interface InstanceJob {
  readonly instanceId: string;
  readonly home: string;
  /** Its public address on loopback. */
  readonly port: number;
  /** A runtime the machine must have, by the name of its program. */
  readonly runtime: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** The machine's own variables for downloads (proxies, registries, certificates). */
  readonly machine?: Readonly<Record<string, string>> | undefined;
  /** Missing in the note of an instance from before there was a choice. */
  readonly agent?: AgentVersion | undefined;
  /** Its users are kept from each other; for as long as it lives. */
  readonly realUsers?: boolean | undefined;
  /** What it is in the network of instances, where it can be in one. */
  readonly privateHost?: { readonly address: string; readonly name: string } | undefined;
}

export const BUNDLE_TYPES = ['zip', 'tar', 'tgz'] as const;
/** What a bundle is packed as. */
export type BundleType = (typeof BUNDLE_TYPES)[number];

/** One deployment for one instance, or a piece of it, posted to its inbox. */
export interface DeployCommand {
  readonly deploymentId: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentGroupId: string;
  /** The bundle, a path below the instance's folder. */
  readonly bundle: string;
  /** Missing in a command from before there was a choice: zip. A directory is a bundle's content. */
  readonly bundleType?: BundleType | 'directory' | undefined;
  readonly bundleEnv: Readonly<Record<string, string>>;
  readonly fileExists: 'DISALLOW' | 'OVERWRITE' | 'RETAIN';
  readonly ignoreApplicationStopFailures: boolean;
  /** What is deployed is what was deployed last: its copy is there. */
  readonly restart?: boolean | undefined;
  /** What of it is to be done; all that is done in place where nothing is said. */
  readonly events?: readonly string[] | undefined;
  /** Which piece that is; the first one where nothing is said. */
  readonly piece?: number | undefined;
  /** Who made the deployment, and what type it is of: they decide whose scripts run (hook_executor.rb). */
  readonly creator?: string | undefined;
  readonly deploymentType?: 'IN_PLACE' | 'BLUE_GREEN' | undefined;
}

/** What an EC2 deploy action of CodePipeline does on one instance, posted to its inbox. */
export interface FleetDeployCommand {
  readonly kind: 'fleet';
  /** The attempt at the action. */
  readonly id: string;
  /** The artifact, a path below the instance's folder. */
  readonly bundle: string;
  /** A path in the artifact, or what the action says itself. */
  readonly spec: string | InlineSpec;
  readonly log: LogPlace;
}

/** A picture of what the instance's application shows now, posted to its inbox. */
export interface PictureCommand {
  readonly kind: 'picture';
  readonly id: string;
  /** The deployment whose release it is. */
  readonly release: string;
}

export type InstanceCommand = DeployCommand | FleetDeployCommand | PictureCommand;

/** What a command is known by, in the inbox and when it is done. */
export function nameOfCommand(command: InstanceCommand): string {
  if ('kind' in command) return command.id;
  const { deploymentId, piece = 0 } = command;
  return piece === 0 ? deploymentId : `${deploymentId}.${piece}`;
}
