import type { Revision } from './views';

const sha = (r: Revision | undefined): string => (r ? `\`${r.sha.slice(0, 7)}\`` : 'it');

export interface Waiting {
  readonly stage: string;
  readonly revision?: Revision | undefined;
  readonly contains: boolean;
}

export interface RollbackFacts {
  readonly stage: string;
  readonly target?: Revision | undefined;
  readonly live?: Revision | undefined;
  readonly waiting?: Waiting | undefined;
  readonly inFlight: readonly {
    readonly revision?: Revision | undefined;
    readonly where: string;
  }[];
  readonly website?: boolean | undefined;
  readonly others: readonly string[];
}

/** What a stage rollback does, in order. AWS runs that one stage with the target's artifacts, then stops. */
export function rollbackSteps(f: RollbackFacts): string[] {
  return [
    `${sha(f.target)} is deployed to ${f.stage} again, from the artifact that was built then. Nothing is rebuilt.`,
    ...(f.waiting
      ? [
          `The approval waiting on ${sha(f.waiting.revision)} stays. Approving it afterwards would bring ${f.waiting.contains ? `${sha(f.live)} back with it` : 'that commit live'}; reject it if it must not.`,
        ]
      : []),
    ...f.inFlight.map(
      (e) => `${sha(e.revision)} in ${e.where} goes on and can still reach ${f.stage}.`,
    ),
    'The next release that reaches this stage replaces it again.',
  ];
}

/** What a rollback leaves as it is. An S3 deploy writes files and never deletes one (CodePipeline user guide, "Amazon S3 deploy action reference"). */
export function rollbackUnchanged(
  f: Pick<RollbackFacts, 'others' | 'stage' | 'website' | 'live'>,
): string[] {
  return [
    ...(f.others.length
      ? [
          `${f.others.join(' and ')}: ${f.others.length > 1 ? 'each keeps' : 'it keeps'} what is live there.`,
        ]
      : []),
    ...(f.website
      ? [
          `Files that only ${sha(f.live)} brought: they stay in the website until somebody deletes them. The deployment writes files and never deletes one.`,
        ]
      : []),
    'The repository: the commits stay on the branch.',
    "Data, migrations and environment values: they keep today's state.",
  ];
}

export interface ApproveFacts {
  readonly stage: string;
  readonly candidate?: Revision | undefined;
  readonly live?: Revision | undefined;
  readonly behind?: Revision | undefined;
  readonly mode?: string | undefined;
}

export function approveSteps(f: ApproveFacts): string[] {
  return [
    `${sha(f.candidate)} is deployed to ${f.stage} at once.`,
    ...(f.live ? [`It replaces ${sha(f.live)}.`] : ['It is the first release there.']),
    ...(f.behind ? [`${sha(f.behind)} waits behind it and asks for its own approval then.`] : []),
  ];
}

export function rejectSteps(f: ApproveFacts): string[] {
  return [
    `${sha(f.candidate)} does not go to ${f.stage}; its execution ends as failed, with your reason.`,
    f.live ? `${sha(f.live)} stays live.` : `${f.stage} stays empty.`,
    f.behind
      ? `${sha(f.behind)} takes its place and asks next.`
      : 'Its commits come again with the next one that arrives.',
  ];
}

/** What waiting does. In SUPERSEDED and QUEUED mode a waiting approval holds its stage, so nothing replaces it; in PARALLEL mode nobody waits for it. */
export const waitSentence = (f: ApproveFacts): string =>
  f.mode === 'PARALLEL'
    ? `Other executions do not wait for ${sha(f.candidate)}: whichever is approved goes live, in whatever order.`
    : `Nothing replaces ${sha(f.candidate)}: it holds the gate.${f.behind ? ` ${sha(f.behind)} waits behind it.` : ''}`;

export const releaseSteps = (
  branch: string,
  head: Revision | undefined,
  first: string | undefined,
  gated: readonly string[],
  chosen = false,
): string[] => [
  chosen
    ? `A new execution takes ${sha(head)}, whatever is newer on ${branch ? `\`${branch}\`` : 'the branch'}.`
    : `A new execution takes the newest commit of ${branch ? `\`${branch}\`` : 'the source'}${head ? `, ${sha(head)} as seen last` : ''}.`,
  ...(first ? [`It is built anew and deployed to ${first}.`] : []),
  ...gated.map((g) => `${g} asks for approval first.`),
];

export const retrySteps = (stage: string, r: Revision | undefined, gate: boolean): string[] =>
  gate
    ? [
        `The approval for ${stage} asks again, for ${sha(r)}.`,
        'Nothing is deployed before somebody approves it.',
      ]
    : [
        `What failed in ${stage} is run again with ${sha(r)}. What succeeded there stays.`,
        'If it succeeds, the execution goes on to the next stage.',
      ];

/** Stop and wait, or, where waiting would be for ever (an approval) or has begun, abandon. (CodePipeline user guide, "Stop a pipeline execution".) */
export function stopSteps(
  where: string,
  r: Revision | undefined,
  how: 'wait' | 'abandon' | 'gate',
): string[] {
  const first = {
    wait: `What runs in ${where} now is let finish; nothing starts after it.`,
    abandon: `The execution ends at once. A build or deployment that still runs in ${where} goes on outside the pipeline until it ends by itself.`,
    gate: `The approval for ${where} is withdrawn; nobody can answer it any more.`,
  }[how];
  return [
    first,
    `${sha(r)} goes no further, and its execution ends as stopped.`,
    'It can be retried from that stage.',
  ];
}

export const closeSteps = (stage: string, mode: string): string[] => [
  `Executions that come to ${stage} wait in front of it.`,
  mode === 'QUEUED'
    ? 'They queue in the order they come; none is lost.'
    : 'Only the newest of them is kept: a newer one replaces the one that waits, which then ends as superseded.',
  'It stays closed until somebody opens it.',
];

export const openSteps = (stage: string, waiting: readonly (Revision | undefined)[]): string[] => [
  waiting.length
    ? `${sha(waiting[0])} enters ${stage} at once${waiting.length > 1 ? `; ${waiting.length - 1} more follow in their order` : ''}.`
    : `Nothing waits in front of ${stage}; the next that comes enters.`,
];

export const overrideSteps = (
  stage: string,
  r: Revision | undefined,
  entry: boolean,
  said: readonly string[],
): string[] => [
  ...said.map((text) => `Overruled: ${text}`),
  entry
    ? `${sha(r)} enters ${stage}, and its actions run.`
    : `${stage} counts as succeeded, and ${sha(r)} goes on to the next stage.`,
];

/** CodeDeploy deploys what it is given; the pipeline learns nothing of it (CodeDeploy user guide, "Redeploy and roll back a deployment"). */
export const redeploySteps = (
  stage: string,
  r: Revision | undefined,
  application: string,
  group: string,
): string[] => [
  `CodeDeploy deploys ${sha(r)} to ${application} ${group}, from the artifact that was built then. Nothing is rebuilt.`,
  `No approval is asked: ${stage} changes at once.`,
  'The next release that reaches this stage replaces it again.',
];
