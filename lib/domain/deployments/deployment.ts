import type { Revision } from '@/lib/domain/commits/revision';
import type { ApplicationAddress, Health } from '@/lib/domain/projects/project';
import type { MinimumHealthy } from './healthy-hosts';

/** What a deployment brings, by the commit that it was built from where a pipeline that was read tells it. */
export interface DeployedRevision {
  /** Where CodeDeploy has it from: `s3://bucket/key`, `owner/repository at 9b03e7a`. */
  readonly name: string;
  readonly revision?: Revision | undefined;
  readonly pipeline?: string | undefined;
  /** The execution that built it. */
  readonly execution?: string | undefined;
}

/** Which deployments an automatic rollback connects (CodeDeploy API reference, RollbackInfo). */
export interface RollbackLinks {
  /** The deployment that rolled this one back. */
  readonly by?: string | undefined;
  /** The deployment that this one rolls back. */
  readonly of?: string | undefined;
  /** What CodeDeploy says of it: also why there was none. */
  readonly message?: string | undefined;
}

/** What a blue/green deployment does at its two turns (CodeDeploy API reference, BlueGreenDeploymentConfiguration). */
export interface BlueGreen {
  /** CodeDeploy makes the new fleet as a copy of the Auto Scaling group; else its instances were there before. */
  readonly isCopied: boolean;
  /** Traffic is rerouted by somebody, within so many minutes (0 where none are set); unset where CodeDeploy does it itself. */
  readonly rerouteMinutes?: number | undefined;
  /** The old fleet is terminated after so many minutes; unset where it is kept. */
  readonly terminateMinutes?: number | undefined;
}

/** What a deployment waits for. All times in ms since the epoch; `until` is unset where CodeDeploy does not tell. */
export interface Wait {
  /** For somebody to reroute traffic to the new fleet; or until the old fleet is terminated. */
  readonly for: 'reroute' | 'termination';
  readonly until?: number | undefined;
}

/** Why an event failed on a target, in words, by its whole log. */
export interface FailureCause {
  readonly target: string;
  readonly event: string;
  readonly cause: string;
}

/** What a deployment's page shows beside the deployment itself: its group's settings, its application, its logs. */
export interface DeploymentContext {
  readonly minimum: MinimumHealthy;
  /** CodeDeploy's events after which the group rolls back by itself; empty where it does not. */
  readonly rollsBackOn: readonly string[];
  /** Names of the alarms that stop a deployment to the group. */
  readonly alarms: readonly string[];
  readonly application?: (ApplicationAddress & { readonly health: Health }) | undefined;
  readonly author?: string | undefined;
  /** Who let it come here, where the pipeline asks somebody. */
  readonly approved?: { readonly by: string; readonly at: number } | undefined;
  /** How long one to this group usually takes; of one that runs. */
  readonly typicalMs?: number | undefined;
  readonly causes: readonly FailureCause[];
  /** The stage of the pipeline that rolls back by itself as well. */
  readonly secondOwner?: string | undefined;
  /** Parts that could not be read, in words. */
  readonly unread: readonly string[];
}

/** Who started a deployment, by CodeDeploy's word (API reference, DeploymentCreator). */
const CREATORS: Readonly<Record<string, string>> = {
  autoscaling: 'Started by Auto Scaling for a new instance',
  autoscalingTermination: 'Started by Auto Scaling for an instance that is going',
  codeDeployRollback: 'Automatic rollback',
  CodeDeploy: 'Started by CodeDeploy',
  CodeDeployAutoUpdate: 'Started by CodeDeploy to update outdated instances',
  CloudFormation: 'Started by CloudFormation',
  CloudFormationRollback: 'Started by a rollback of CloudFormation',
};

/** Undefined for what a person or a pipeline started: AWS does not tell the two apart. */
export const creatorWords = (creator: string | undefined): string | undefined =>
  CREATORS[creator ?? ''];

export const isAutomaticRollback = (creator: string | undefined): boolean =>
  creator === 'codeDeployRollback';

/** Why a group rolls back by itself (API reference, AutoRollbackEvent). */
const EVENTS: Readonly<Record<string, string>> = {
  DEPLOYMENT_FAILURE: 'a deployment fails',
  DEPLOYMENT_STOP_ON_ALARM: 'an alarm stops it',
  DEPLOYMENT_STOP_ON_REQUEST: 'somebody stops it',
};

const listed = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}` : (words[0] ?? '');

/** `when a deployment fails or an alarm stops it`; undefined where it does not roll back by itself. */
export const rollbackEventWords = (events: readonly string[]): string | undefined =>
  events.length ? `when ${listed(events.map((e) => EVENTS[e] ?? e))}` : undefined;

/** What a deployment's error code means (API reference, ErrorInformation), where CodeDeploy's message does not say it shortly. */
const CODES: Readonly<Record<string, string>> = {
  HEALTH_CONSTRAINTS: 'Too many hosts failed for the minimum of healthy hosts to hold.',
  HEALTH_CONSTRAINTS_INVALID:
    'The minimum of healthy hosts is as large as the fleet, so no host could be taken down.',
  NO_INSTANCES: "No instance has the deployment group's tags, or none of them is running.",
  TIMEOUT: 'It took longer than CodeDeploy waits.',
  MANUAL_STOP: 'Somebody stopped it.',
  REVISION_MISSING: 'The revision is no longer where CodeDeploy has it from.',
  IAM_ROLE_MISSING: "The group's service role does not exist.",
  IAM_ROLE_PERMISSIONS: "The group's service role lacks a permission.",
  AGENT_ISSUE: 'The CodeDeploy agent of an instance did not answer.',
};

/** The alarms among a group's that a message names; all of them where it names none. */
export function activatedAlarms(
  message: string | undefined,
  alarms: readonly string[],
): readonly string[] {
  const named = alarms.filter((a) => message?.includes(a));
  return named.length ? named : alarms;
}

/** Why a deployment did not succeed, in words; CodeDeploy's own where its code is not known. */
export function overallCause(
  code: string | undefined,
  message: string | undefined,
  alarms: readonly string[],
): string | undefined {
  if (code === 'ALARM_ACTIVE') {
    const names = activatedAlarms(message, alarms);
    return names.length
      ? `Stopped by the ${names.length > 1 ? 'alarms' : 'alarm'} ${names.join(', ')}.`
      : (message ?? 'Stopped by an alarm.');
  }
  return CODES[code ?? ''] ?? message;
}

/** `In place, one at a time`: how a deployment goes about its hosts, where its configuration is one of CodeDeploy's. */
const CONFIGS: Readonly<Record<string, string>> = {
  'CodeDeployDefault.OneAtATime': 'one at a time',
  'CodeDeployDefault.HalfAtATime': 'half at a time',
  'CodeDeployDefault.AllAtOnce': 'all at once',
};
export function styleWords(type: string | undefined, config: string | undefined): string {
  const how = type === 'BLUE_GREEN' ? 'Blue/green' : 'In place';
  return config ? `${how}, ${CONFIGS[config] ?? config}` : how;
}
