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

/** A pipeline's name may have letters that the names of topics and rules may not. */
const nameAfter = (pipeline: string, what: string): string =>
  `${pipeline.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 64 - what.length - 1)}-${what}`;

/** What a pipeline's topic is called until somebody calls it otherwise. */
export const usualTopicName = (pipeline: string): string => nameAfter(pipeline, 'notifications');
export const usualRuleName = (pipeline: string): string => nameAfter(pipeline, 'releases');

/** The rule that a person makes first; undefined where the pipeline's event types are not known. */
export function usualRule(
  data: Pick<Notifications, 'pipeline' | 'sources'>,
): Omit<RuleContent, 'topics'> | undefined {
  const source = data.sources.find((s) => s.kind === 'Pipeline');
  const events = source?.events.map((e) => e.id).filter((id) => USUAL_EVENTS.includes(id)) ?? [];
  return source && events.length > 0
    ? { name: usualRuleName(data.pipeline), resource: source.arn, events, detail: 'FULL' }
    : undefined;
}

interface RuleContent {
  readonly name: string;
  readonly resource: string;
  readonly events: string[];
  readonly detail: NotificationRule['detail'];
  readonly topics: readonly string[];
}

/** The topic that is proposed for a pipeline's rules, where it is there already. */
export const usualTopic = (data: Pick<Notifications, 'pipeline' | 'choices'>): string | undefined =>
  data.choices.find((arn) => topicName(arn) === usualTopicName(data.pipeline));

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
