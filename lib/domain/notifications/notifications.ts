import type { Input } from '@/lib/domain/changes/command';
import type { NotificationCommand } from './notification-schema';

export type { NotificationCommand } from './notification-schema';

/** What tells people when no dashboard runs: notification rules, the topics they tell, and those of approvals. */
export interface Subscriber {
  /** Unset until it is confirmed. */ readonly arn?: string | undefined;
  readonly protocol: string;
  readonly endpoint: string;
}

export interface NotificationTopic {
  readonly arn: string;
  readonly name: string;
  readonly subscribers: readonly Subscriber[];
  /** Its access policy lets notification rules publish. */
  readonly open: boolean;
  /** Why it could not be read. */
  readonly unread?: string | undefined;
  /** It is named, but is not there. */
  readonly gone?: boolean | undefined;
}

export interface NotificationEvent {
  readonly id: string;
  /** `Pipeline execution: Failed` */ readonly label: string;
}

export interface NotificationRule {
  readonly arn: string;
  readonly name: string;
  readonly resource: string;
  readonly enabled: boolean;
  readonly detail: 'BASIC' | 'FULL';
  readonly events: readonly NotificationEvent[];
  readonly targets: readonly {
    readonly address: string;
    /** `SNS`, or AWS's chat clients. */ readonly type: string;
    readonly status: string;
  }[];
  readonly createdBy: string;
  readonly modifiedAt: number;
}

/** Something of the pipeline's that has events of its own. */
export interface NotificationSource {
  readonly arn: string;
  readonly kind: 'Pipeline' | 'Build project' | 'Application' | 'Repository';
  readonly name: string;
  readonly events: readonly NotificationEvent[];
}

export interface Notifications {
  readonly pipeline: string;
  readonly sources: readonly NotificationSource[];
  readonly rules: readonly NotificationRule[];
  /** Those that rules and approvals here name. */
  readonly topics: readonly NotificationTopic[];
  /** All of the account's, to choose from. */
  readonly choices: readonly string[];
  readonly approvals: readonly {
    readonly stage: string;
    readonly action: string;
    readonly topic?: string | undefined;
  }[];
  /** What could not be read, in words. */
  readonly unread: readonly string[];
  readonly readOnly?: string | undefined;
  readonly readAt: number;
}

export interface NotificationDone {
  readonly sentence: string;
  /** The topic that was made. */ readonly topic?: string | undefined;
  /** What takes it back. */ readonly undo?:
    { readonly label: string; readonly input: Input<NotificationCommand> } | undefined;
}

/** A topic's name, from its ARN. */
export const topicName = (arn: string): string => arn.split(':').slice(5).join(':');

/** What a person ticks first: it broke, it waits for you, it is out. */
export const USUAL_EVENTS: readonly string[] = [
  'codepipeline-pipeline-pipeline-execution-failed',
  'codepipeline-pipeline-manual-approval-needed',
  'codepipeline-pipeline-pipeline-execution-succeeded',
];

/** Event types under the word before their colon, in the order they came; the groups with what people tick first come first. */
export function groupedEvents(
  events: readonly NotificationEvent[],
): readonly (readonly [string, readonly (NotificationEvent & { readonly word: string })[]])[] {
  const groups = new Map<string, (NotificationEvent & { word: string })[]>();
  for (const e of events) {
    const [group = '', word] = e.label.split(/:\s*/, 2);
    const named = word === undefined ? 'Other' : group;
    groups.set(named, [...(groups.get(named) ?? []), { ...e, word: word ?? e.label }]);
  }
  const usual = (list: readonly NotificationEvent[]): number =>
    list.some((e) => USUAL_EVENTS.includes(e.id)) ? 0 : 1;
  return [...groups].sort(([, a], [, b]) => usual(a) - usual(b));
}
