import { shortRevision } from '@/lib/domain/commits/revision';
import type { Revision } from '@/lib/domain/views';

const sha = (r: Revision | undefined): string => (r ? `\`${shortRevision(r)}\`` : 'it');

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
  /** Resources that the plan of what is live has destroyed or replaced, by their addresses; why that is not known. */
  readonly lost?: { readonly addresses: readonly string[]; readonly unread?: string | undefined };
}

/** More names than these are not read in a list of steps. */
const NAMED = 5;

/** What no rollback brings back. */
function lostSteps({ live, lost }: Pick<RollbackFacts, 'live' | 'lost'>): string[] {
  const { addresses = [], unread } = lost ?? {};
  const named = addresses.slice(0, NAMED).map((a) => `\`${a}\``);
  const more = addresses.length - named.length;
  return [
    ...(addresses.length
      ? [
          `Cannot be undone: the plan of ${sha(live)} destroyed or replaced ${named.join(', ')}${more ? ` and ${more} more` : ''}. What was in them does not come back.`,
        ]
      : []),
    ...(unread === undefined
      ? []
      : [`What the plan of ${sha(live)} destroyed could not all be read: ${unread}`]),
  ];
}

/** What a stage rollback does, in order. AWS runs that one stage with the target's artifacts, then stops. */
export function rollbackSteps(f: RollbackFacts): string[] {
  return [
    `${sha(f.target)} is deployed to ${f.stage} again, from the artifact that was built then. Nothing is rebuilt.`,
    ...lostSteps(f),
    ...(f.waiting
      ? [
          `The approval waiting on ${sha(f.waiting.revision)} stays. Approving it afterwards would bring ${f.waiting.contains ? `${sha(f.live)} back with it` : 'that commit live'}; reject it if it must not.`,
        ]
      : []),
    ...f.inFlight.map(
      (e) => `${sha(e.revision)} in ${e.where} continues and can still reach ${f.stage}.`,
    ),
    'The next release that reaches this stage replaces it.',
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
          `Files that only ${sha(f.live)} added: they stay on the website until somebody deletes them. The deployment writes files but never deletes any.`,
        ]
      : []),
    'The repository: the commits stay on the branch.',
    'Data, migrations and environment values: unchanged.',
  ];
}

export interface ApproveFacts {
  readonly stage: string;
  readonly candidate?: Revision | undefined;
  readonly live?: Revision | undefined;
  /** Why it is not known what is live. */
  readonly unread?: string | undefined;
  readonly behind?: Revision | undefined;
  readonly mode?: string | undefined;
}

function replaces({ live, unread }: ApproveFacts): string {
  if (live) return `It replaces ${sha(live)}.`;
  return unread === undefined
    ? 'It is the first release to this environment.'
    : 'What it replaces could not be read.';
}

/** What a rejection leaves as it is. */
export function staysLive({ stage, live, unread }: ApproveFacts): string {
  if (live) return `${sha(live)} stays live.`;
  return unread === undefined ? `${stage} stays empty.` : `${stage} stays as it is.`;
}

export function approveSteps(f: ApproveFacts): string[] {
  return [
    `${sha(f.candidate)} is deployed to ${f.stage} immediately.`,
    replaces(f),
    ...(f.behind ? [`${sha(f.behind)} waits behind it and then needs its own approval.`] : []),
  ];
}

/** What there is in place of an undo: AWS takes no answer back (PutApprovalResult). */
export function approvalWayBack({ live, mode }: Pick<ApproveFacts, 'live' | 'mode'>): string {
  if (!live?.sha) return 'An approval cannot be undone.';
  const way = mode === 'PARALLEL' ? 'release' : 'roll back to';
  const again = mode === 'PARALLEL' ? ' again' : '';
  return `An approval cannot be undone. The way back is to ${way} ${shortRevision(live)}${again}.`;
}

export function rejectSteps(f: ApproveFacts): string[] {
  return [
    `${sha(f.candidate)} is not deployed to ${f.stage}. Its execution fails, with your reason.`,
    staysLive(f),
    f.behind
      ? `${sha(f.behind)} is next to be approved.`
      : 'Its commits come back with the next execution.',
  ];
}

/** What waiting does. In SUPERSEDED and QUEUED mode a waiting approval holds its stage, so nothing replaces it; in PARALLEL mode nobody waits for it. */
export const waitSentence = (f: ApproveFacts): string =>
  f.mode === 'PARALLEL'
    ? `Other executions do not wait for ${sha(f.candidate)}: whichever is approved goes live, in any order.`
    : `Nothing replaces ${sha(f.candidate)}: newer commits queue behind it.${f.behind ? ` ${sha(f.behind)} waits behind it.` : ''}`;

/** `from` names the sources in words. */
export const releaseSteps = (
  from: string,
  head: Revision | undefined,
  first: string | undefined,
  gated: readonly string[],
  chosen = false,
): string[] => [
  chosen
    ? `A new execution takes ${sha(head)}, whatever is newer in ${from}.`
    : `A new execution takes the newest revision of ${from}${head ? `, ${sha(head)} as seen last` : ''}.`,
  ...(first ? [`It is rebuilt and deployed to ${first}.`] : []),
  ...gated.map((g) => `${g} asks for approval first.`),
];

export const retrySteps = (stage: string, r: Revision | undefined, gate: boolean): string[] =>
  gate
    ? [
        `The approval for ${stage} is requested again for ${sha(r)}.`,
        'Nothing is deployed until somebody approves it.',
      ]
    : [
        `What failed in ${stage} runs again with ${sha(r)}. Actions that succeeded are not repeated.`,
        'If it succeeds, the execution continues to the next stage.',
      ];

/** Stop and wait, or, where waiting would be for ever (an approval) or has begun, abandon. (CodePipeline user guide, "Stop a pipeline execution".) */
export function stopSteps(
  where: string,
  r: Revision | undefined,
  how: 'wait' | 'abandon' | 'gate',
): string[] {
  const first = {
    wait: `What runs in ${where} now finishes; nothing starts after it.`,
    abandon: `The execution ends immediately. A build or deployment that is still running in ${where} continues outside the pipeline until it finishes.`,
    gate: `The approval for ${where} is withdrawn; it can no longer be answered.`,
  }[how];
  return [
    first,
    `${sha(r)} goes no further. Its execution is stopped.`,
    'It can be retried from that stage.',
  ];
}

export const closeSteps = (stage: string, mode: string): string[] => [
  `Executions that reach ${stage} wait before it.`,
  mode === 'QUEUED'
    ? 'They queue in order; none is skipped.'
    : 'Only the newest waits: it replaces the older one, which ends as superseded.',
  'It stays closed until somebody opens it.',
];

export const openSteps = (stage: string, waiting: readonly (Revision | undefined)[]): string[] => [
  waiting.length
    ? `${sha(waiting[0])} enters ${stage} immediately${waiting.length > 1 ? `; ${waiting.length - 1} more follow in order` : ''}.`
    : `Nothing is waiting for ${stage}; the next execution enters.`,
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
  `No approval is needed: ${stage} changes immediately.`,
  'The next release that reaches this stage replaces it.',
];
