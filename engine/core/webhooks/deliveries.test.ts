import { describe, expect, it } from 'vitest';
import { readDelivery } from './deliveries';

const github = (action: string, merged = false) => ({
  action,
  number: 7,
  repository: { full_name: 'o/r' },
  pull_request: { merged, head: { ref: 'f', sha: 'c1' }, base: { ref: 'main' } },
});
const gitlab = (action: string, oldrev?: string) => ({
  project: { path_with_namespace: 'g/r' },
  object_attributes: {
    iid: 3,
    action,
    oldrev,
    source_branch: 'f',
    target_branch: 'main',
    last_commit: { id: 'c1' },
  },
});
const bitbucket = {
  repository: { full_name: 'b/r' },
  pullrequest: {
    id: 4,
    source: { branch: { name: 'f' }, commit: { hash: 'c1' } },
    destination: { branch: { name: 'main' } },
  },
};

describe('a delivery', () => {
  it.each<[string, Record<string, string>, unknown, object | undefined]>([
    [
      'GitHub',
      { 'x-github-event': 'push' },
      { repository: { full_name: 'o/r' } },
      { kind: 'push', repository: 'o/r' },
    ],
    ['GitHub', { 'x-github-event': 'ping' }, {}, undefined],
    [
      'GitHub',
      { 'x-github-event': 'pull_request' },
      github('opened'),
      { event: 'OPEN', number: '7', sourceBranch: 'f', destinationBranch: 'main', commitId: 'c1' },
    ],
    ['GitHub', { 'x-github-event': 'pull_request' }, github('synchronize'), { event: 'UPDATED' }],
    ['GitHub', { 'x-github-event': 'pull_request' }, github('closed', true), { event: 'CLOSED' }],
    ['GitHub', { 'x-github-event': 'pull_request' }, github('closed'), undefined],
    ['GitHub', { 'x-github-event': 'pull_request' }, github('labeled'), undefined],
    [
      'GitLab',
      { 'x-gitlab-event': 'Tag Push Hook' },
      gitlab(''),
      { kind: 'push', repository: 'g/r' },
    ],
    [
      'GitLab',
      { 'x-gitlab-event': 'Merge Request Hook' },
      gitlab('merge'),
      { event: 'CLOSED', number: '3' },
    ],
    ['GitLab', { 'x-gitlab-event': 'Merge Request Hook' }, gitlab('update'), undefined],
    [
      'GitLab',
      { 'x-gitlab-event': 'Merge Request Hook' },
      gitlab('update', 'c0'),
      { event: 'UPDATED' },
    ],
    ['Bitbucket', { 'x-event-key': 'repo:push' }, bitbucket, { kind: 'push', repository: 'b/r' }],
    [
      'Bitbucket',
      { 'x-event-key': 'pullrequest:fulfilled' },
      bitbucket,
      { event: 'CLOSED', number: '4', commitId: 'c1' },
    ],
  ])('of %s, %j', (provider, headers, payload, expected) => {
    const read = readDelivery(provider, headers, payload);
    if (expected) expect(read).toMatchObject(expected);
    else expect(read).toBeUndefined();
  });
  it('that is not what the provider documents is an error, not a guess', () => {
    expect(() =>
      readDelivery('GitHub', { 'x-github-event': 'push' }, { repository: 'x' }),
    ).toThrow();
  });
});
