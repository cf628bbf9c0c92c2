/** What of an event decides whether a rule wants it. */
export interface Happened {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event type of a notification rule, and the events it stands for. */
export interface EventType {
  readonly id: string;
  readonly serviceName: string;
  readonly name: string;
  readonly resourceType: string;
  /** The service in the resource's ARN. */
  readonly service: string;
  readonly matches: (event: Happened) => boolean;
}

type Detail = Readonly<Record<string, unknown>>;
const text = (d: Detail, key: string): string => (typeof d[key] === 'string' ? d[key] : '');
const isApproval = (d: Detail): boolean =>
  (d['type'] as { category?: string } | undefined)?.category === 'Approval';

/** One family of event types: those that differ in a state only. Ids are those of the Developer Tools console's guide, "Events for notification rules". */
function family(
  service: string,
  serviceName: string,
  resourceType: string,
  detailType: string,
  prefix: string,
  group: string,
  states: Readonly<Record<string, (d: Detail) => boolean>>,
): EventType[] {
  return Object.entries(states).map(([state, holds]) => ({
    id: `${service}-${resourceType}-${prefix}-${state}`,
    serviceName,
    name: `${group}: ${state.charAt(0).toUpperCase()}${state.slice(1)}`,
    resourceType,
    service,
    matches: (event) =>
      event.source === `aws.${service}` &&
      event['detail-type'] === detailType &&
      holds(event.detail),
  }));
}

const is =
  (key: string, value: string) =>
  (d: Detail): boolean =>
    text(d, key) === value;
const pipeline = (
  detailType: string,
  prefix: string,
  group: string,
  states: Readonly<Record<string, (d: Detail) => boolean>>,
): EventType[] =>
  family(
    'codepipeline',
    'CodePipeline',
    'pipeline',
    `CodePipeline ${detailType} State Change`,
    prefix,
    group,
    states,
  );
const build = (
  detailType: string,
  prefix: string,
  group: string,
  states: Readonly<Record<string, (d: Detail) => boolean>>,
): EventType[] =>
  family(
    'codebuild',
    'CodeBuild',
    'project',
    `CodeBuild ${detailType} Change`,
    prefix,
    group,
    states,
  );
const repository = (
  prefix: string,
  group: string,
  states: Readonly<Record<string, (d: Detail) => boolean>>,
  detailType = 'CodeCommit Repository State Change',
): EventType[] =>
  family('codecommit', 'CodeCommit', 'repository', detailType, prefix, group, states);

const onApproval =
  (state: string) =>
  (d: Detail): boolean =>
    isApproval(d) && text(d, 'state') === state;
const pullRequest = (event: string) => is('event', event);

export const EVENT_TYPES: readonly EventType[] = [
  ...pipeline('Action Execution', 'action-execution', 'Action execution', {
    succeeded: is('state', 'SUCCEEDED'),
    failed: is('state', 'FAILED'),
    canceled: is('state', 'CANCELED'),
    started: is('state', 'STARTED'),
  }),
  ...pipeline('Stage Execution', 'stage-execution', 'Stage execution', {
    started: is('state', 'STARTED'),
    succeeded: is('state', 'SUCCEEDED'),
    resumed: is('state', 'RESUMED'),
    canceled: is('state', 'CANCELED'),
    failed: is('state', 'FAILED'),
  }),
  ...pipeline('Pipeline Execution', 'pipeline-execution', 'Pipeline execution', {
    failed: is('state', 'FAILED'),
    canceled: is('state', 'CANCELED'),
    started: is('state', 'STARTED'),
    resumed: is('state', 'RESUMED'),
    succeeded: is('state', 'SUCCEEDED'),
    superseded: is('state', 'SUPERSEDED'),
  }),
  ...pipeline('Action Execution', 'manual-approval', 'Manual approval', {
    failed: onApproval('FAILED'),
    needed: onApproval('STARTED'),
    succeeded: onApproval('SUCCEEDED'),
  }),
  ...build('Build State', 'build-state', 'Build state', {
    failed: is('build-status', 'FAILED'),
    succeeded: is('build-status', 'SUCCEEDED'),
    'in-progress': is('build-status', 'IN_PROGRESS'),
    stopped: is('build-status', 'STOPPED'),
  }),
  ...build('Build Phase', 'build-phase', 'Build phase', {
    failure: is('completed-phase-status', 'FAILED'),
    success: is('completed-phase-status', 'SUCCEEDED'),
  }),
  ...family(
    'codedeploy',
    'CodeDeploy',
    'application',
    'CodeDeploy Deployment State-change Notification',
    'deployment',
    'Deployment',
    {
      failed: is('state', 'FAILURE'),
      succeeded: is('state', 'SUCCESS'),
      started: is('state', 'START'),
    },
  ),
  ...repository('branches-and-tags', 'Branches and tags', {
    created: is('event', 'referenceCreated'),
    deleted: is('event', 'referenceDeleted'),
    updated: is('event', 'referenceUpdated'),
  }),
  ...repository(
    'pull-request',
    'Pull request',
    {
      created: pullRequest('pullRequestCreated'),
      'source-updated': pullRequest('pullRequestSourceBranchUpdated'),
      'status-changed': pullRequest('pullRequestStatusChanged'),
      merged: pullRequest('pullRequestMergeStatusUpdated'),
    },
    'CodeCommit Pull Request State Change',
  ),
  ...repository(
    'comments-on',
    'Comments',
    {
      commits: is('event', 'commentOnCommitCreated'),
      'pull-requests': is('event', 'commentOnPullRequestCreated'),
    },
    'CodeCommit Comment on Commit',
  ),
  ...repository(
    'approvals',
    'Approvals',
    {
      'status-changed': pullRequest('pullRequestApprovalStateChanged'),
      'rule-override': pullRequest('pullRequestApprovalRuleOverridden'),
    },
    'CodeCommit Pull Request State Change',
  ),
];

const byId = new Map(EVENT_TYPES.map((t) => [t.id, t]));
export const eventType = (id: string): EventType | undefined => byId.get(id);

/** The ARN a rule on this event would name: a build's event names the build, a rule its project. */
export function resourceOf(event: Happened): string | undefined {
  const [first] = event.resources;
  if (event.source !== 'aws.codebuild') return first;
  return first?.replace(/:build\/([^:]+):.*$/, ':project/$1');
}
