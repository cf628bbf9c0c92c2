import { principalName } from '@/lib/domain/account/principal';
import type { Revision } from './revision';

/** What an execution of a pipeline brought to a build or a deployment, and how that execution began. */
export interface Carried {
  readonly pipeline: string;
  /** Unset where only the pipeline is known. */
  readonly execution?: string | undefined;
  readonly stage?: string | undefined;
  readonly revision?: Revision | undefined;
  readonly author?: string | undefined;
  readonly branch?: string | undefined;
  /** `Push`, `Released by anna`. */
  readonly trigger?: string | undefined;
}

/** What CodePipeline calls what began an execution (API reference, ExecutionTrigger). */
const TRIGGERS: Readonly<Record<string, string>> = {
  CloudWatchEvent: 'Push',
  PollForSourceChanges: 'Push',
  Webhook: 'Push',
  WebhookV2: 'Push',
  PutActionRevision: 'New revision',
  CreatePipeline: 'Pipeline created',
  StartPipelineExecution: 'Released by hand',
  ManualRollback: 'Rolled back by hand',
  AutomatedRollback: 'Rolled back by itself',
};

/** What began an execution, in words. */
export const triggerWords = (type: string | undefined): string =>
  TRIGGERS[type ?? ''] ?? type ?? '';

/** Triggers whose detail is the ARN of whoever asked for it. */
const BY_PERSON: Readonly<Record<string, string>> = {
  StartPipelineExecution: 'Released by',
  ManualRollback: 'Rolled back by',
};

/** The last part of an ARN of IAM or STS: the user's name, the session's of a role. */
const nameIn = (arn: string): string | undefined =>
  /^arn:[^:]+:(?:iam|sts)::\d*:.+/.test(arn) ? principalName(arn) : undefined;

/** The same with the person's name, where the trigger tells it. */
export function triggerBy(type: string | undefined, detail: string | undefined): string {
  const verb = BY_PERSON[type ?? ''];
  const who = nameIn(detail ?? '');
  return verb && who ? `${verb} ${who}` : triggerWords(type);
}

const STARTERS: readonly (readonly [RegExp, string])[] = [
  [/^codepipeline\//, 'Pipeline'],
  [/^rule\//, 'Schedule or event'],
  [/^(GitHub-Hookshot|Bitbucket-Webhook|GitLab)/, 'Push'],
];

/** What began a build of no known execution, by CodeBuild's `initiator`: a pipeline, a rule, a webhook, a person. */
export function initiatorWords(initiator: string): string {
  const known = STARTERS.find(([pattern]) => pattern.test(initiator))?.[1];
  if (known) return known;
  const who = initiator.split(/[/:]/).at(-1);
  return who ? `Started by ${who}` : '';
}
