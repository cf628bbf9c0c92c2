import { z } from 'zod';

export type Headers = Readonly<Record<string, string | undefined>>;

export type Delivery =
  | { readonly kind: 'push'; readonly repository: string }
  | {
      readonly kind: 'pull-request';
      readonly repository: string;
      readonly number: string;
      readonly event: 'OPEN' | 'UPDATED' | 'CLOSED';
      readonly sourceBranch: string;
      readonly destinationBranch: string;
      readonly commitId: string;
    };

type PullRequest = Extract<Delivery, { kind: 'pull-request' }>;

const github = z.object({
  repository: z.object({ full_name: z.string() }),
  action: z.string().optional(),
  number: z.number().optional(),
  pull_request: z
    .object({
      merged: z.boolean().nullish(),
      head: z.object({ ref: z.string(), sha: z.string() }),
      base: z.object({ ref: z.string() }),
    })
    .optional(),
});
const GITHUB_ACTIONS: Readonly<Record<string, PullRequest['event']>> = {
  opened: 'OPEN',
  reopened: 'OPEN',
  synchronize: 'UPDATED',
  closed: 'CLOSED',
};

function fromGitHub(event: string | undefined, payload: unknown): Delivery | undefined {
  if (event !== 'push' && event !== 'create' && event !== 'delete' && event !== 'pull_request')
    return undefined;
  const { repository, action, number, pull_request: request } = github.parse(payload);
  if (event !== 'pull_request') return { kind: 'push', repository: repository.full_name };
  const what = GITHUB_ACTIONS[action ?? ''];
  // Closed without being merged is not CLOSED to CodePipeline (AWS-SEMANTICS 3.5).
  if (!request || !what || (what === 'CLOSED' && !request.merged)) return undefined;
  return {
    kind: 'pull-request',
    repository: repository.full_name,
    number: String(number ?? ''),
    event: what,
    sourceBranch: request.head.ref,
    destinationBranch: request.base.ref,
    commitId: request.head.sha,
  };
}

const gitlab = z.object({
  project: z.object({ path_with_namespace: z.string() }),
  object_attributes: z
    .object({
      iid: z.number(),
      action: z.string().optional(),
      oldrev: z.string().optional(),
      source_branch: z.string(),
      target_branch: z.string(),
      last_commit: z.object({ id: z.string() }),
    })
    .optional(),
});
const GITLAB_ACTIONS: Readonly<Record<string, PullRequest['event']>> = {
  open: 'OPEN',
  reopen: 'OPEN',
  update: 'UPDATED',
  merge: 'CLOSED',
};

function fromGitLab(event: string | undefined, payload: unknown): Delivery | undefined {
  if (event !== 'Push Hook' && event !== 'Tag Push Hook' && event !== 'Merge Request Hook')
    return undefined;
  const { project, object_attributes: request } = gitlab.parse(payload);
  if (event !== 'Merge Request Hook')
    return { kind: 'push', repository: project.path_with_namespace };
  const what = GITLAB_ACTIONS[request?.action ?? ''];
  // An update without an old revision changed the title, not the code.
  if (!request || !what || (what === 'UPDATED' && request.oldrev === undefined)) return undefined;
  return {
    kind: 'pull-request',
    repository: project.path_with_namespace,
    number: String(request.iid),
    event: what,
    sourceBranch: request.source_branch,
    destinationBranch: request.target_branch,
    commitId: request.last_commit.id,
  };
}

const bitbucket = z.object({
  repository: z.object({ full_name: z.string() }),
  pullrequest: z
    .object({
      id: z.number(),
      source: z.object({
        branch: z.object({ name: z.string() }),
        commit: z.object({ hash: z.string() }),
      }),
      destination: z.object({ branch: z.object({ name: z.string() }) }),
    })
    .optional(),
});
const BITBUCKET_EVENTS: Readonly<Record<string, PullRequest['event']>> = {
  'pullrequest:created': 'OPEN',
  'pullrequest:updated': 'UPDATED',
  'pullrequest:fulfilled': 'CLOSED',
};

function fromBitbucket(event: string | undefined, payload: unknown): Delivery | undefined {
  const what = BITBUCKET_EVENTS[event ?? ''];
  if (event !== 'repo:push' && !what) return undefined;
  const { repository, pullrequest: request } = bitbucket.parse(payload);
  if (!what) return { kind: 'push', repository: repository.full_name };
  return (
    request && {
      kind: 'pull-request',
      repository: repository.full_name,
      number: String(request.id),
      event: what,
      sourceBranch: request.source.branch.name,
      destinationBranch: request.destination.branch.name,
      commitId: request.source.commit.hash,
    }
  );
}

/** What a delivery says; undefined for one that starts nothing (a ping, a comment). Throws a ZodError where it is not what the provider documents. */
export function readDelivery(
  provider: string,
  headers: Headers,
  payload: unknown,
): Delivery | undefined {
  if (provider.startsWith('GitLab')) return fromGitLab(headers['x-gitlab-event'], payload);
  if (provider === 'Bitbucket') return fromBitbucket(headers['x-event-key'], payload);
  return fromGitHub(headers['x-github-event'], payload);
}
