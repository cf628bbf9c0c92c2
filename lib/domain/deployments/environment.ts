import type { ApplicationAddress, Health } from '@/lib/domain/projects/project';
import type { Status } from '@/lib/domain/status';
import type { DeploymentOrigin } from '@/lib/domain/views';
import type { DeployedRevision, RollbackLinks } from './deployment';
import type { FireDrill } from './fire-drill';

/** A deployment as an environment shows it. */
export interface EnvironmentDeployment {
  readonly id: string;
  readonly status: Status;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  readonly what?: DeployedRevision | undefined;
  readonly rollback: RollbackLinks;
}

/** A deployment group: what is live in it, and what was deployed last. */
export interface EnvironmentRow {
  readonly application: string;
  readonly group: string;
  /** `Server`, `ECS` or `Lambda`: CodeDeploy's word. */
  readonly platform: string;
  readonly live?: DeployedRevision | undefined;
  /** When that was deployed, in ms since the epoch; 0 where it is not known. */
  readonly liveAt: number;
  readonly last?: Pick<EnvironmentDeployment, 'id' | 'status' | 'createdAt'> | undefined;
}

/** Applications whose groups could not be read, in words, beside those that could. */
export interface Environments {
  readonly rows: readonly EnvironmentRow[];
  readonly unread: readonly string[];
}

/** How an instance stands to what is live in its group. */
export type Drift = 'same' | 'other' | 'none' | 'unknown';

export interface EnvironmentInstance {
  readonly id: string;
  readonly name?: string | undefined;
  /** EC2's word, or `registered` of an on-premises instance. */
  readonly state: string;
  readonly zone?: string | undefined;
  readonly address?: string | undefined;
  readonly isOnPremises: boolean;
  /** What its last successful install has put there. */
  readonly revision?: DeployedRevision | undefined;
  readonly deployment?: string | undefined;
  readonly drift: Drift;
}

export interface EnvironmentView extends EnvironmentRow {
  /** Unset where they could not be read. */
  readonly instances?: readonly EnvironmentInstance[] | undefined;
  /** Unset where they could not be read; drills too. */
  readonly deployments?: readonly EnvironmentDeployment[] | undefined;
  /** The newest first. */
  readonly drills?: readonly FireDrill[] | undefined;
  readonly config?: string | undefined;
  readonly style?: string | undefined;
  readonly rollsBackOn: readonly string[];
  readonly alarms: readonly string[];
  readonly address?: (ApplicationAddress & { readonly health: Health }) | undefined;
  readonly origin?: DeploymentOrigin | undefined;
  readonly secondOwner?: string | undefined;
  readonly unread: readonly string[];
  /** Instances can be started and stopped from here. */
  readonly canManage: boolean;
  readonly moving: boolean;
}

/** How what an instance has compares with what is live; `installed` is unset where nothing was found on it. */
export function driftOf(
  installed: string | undefined,
  live: string | undefined,
  isWhole: boolean,
): Drift {
  if (installed === undefined) return isWhole ? 'none' : 'unknown';
  if (live === undefined) return 'unknown';
  return installed === live ? 'same' : 'other';
}

const count = (instances: readonly EnvironmentInstance[], drift: Drift): number =>
  instances.filter((i) => i.drift === drift).length;

/** `2 of 4 instances do not run what is live`; undefined where all do, or nothing is known. */
export function driftWords(instances: readonly EnvironmentInstance[]): string | undefined {
  const other = count(instances, 'other');
  const none = count(instances, 'none');
  const parts = [
    other &&
      `${other} of ${instances.length} ${instances.length === 1 ? 'instance has' : 'instances have'} another revision than what is live`,
    none && `${none} of ${instances.length} ${none === 1 ? 'has' : 'have'} none yet`,
  ].filter(Boolean);
  return parts.length ? `${parts.join('; ')}.` : undefined;
}
