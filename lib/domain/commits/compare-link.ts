import type { Revision } from './revision';

/** A host's page of one commit, and its page of what lies between two. */
interface Host {
  readonly host: string;
  /** The repository's address, then the commit's id. */
  readonly commit: RegExp;
  readonly between: (repository: string, from: string, to: string) => string;
}

/** The forms of these addresses are the hosts' own; a self-managed server's are not known to be. */
const HOSTS: readonly Host[] = [
  {
    host: 'github.com',
    commit: /^(\/[^/]+\/[^/]+)\/commit\/([0-9a-f]{40}|[0-9a-f]{64})$/i,
    between: (repository, from, to) => `${repository}/compare/${from}...${to}`,
  },
  {
    host: 'gitlab.com',
    commit: /^(\/.+)\/-\/commit\/([0-9a-f]{40}|[0-9a-f]{64})$/i,
    between: (repository, from, to) => `${repository}/-/compare/${from}...${to}`,
  },
  {
    host: 'bitbucket.org',
    commit: /^(\/[^/]+\/[^/]+)\/commits\/([0-9a-f]{40}|[0-9a-f]{64})$/i,
    between: (repository, from, to) => `${repository}/branches/compare/${to}..${from}`,
  },
  {
    host: 'dev.azure.com',
    commit: /^(\/[^/]+\/[^/]+\/_git\/[^/]+)\/commit\/([0-9a-f]{40}|[0-9a-f]{64})$/i,
    between: (repository, from, to) =>
      `${repository}/branchCompare?baseVersion=GC${from}&targetVersion=GC${to}`,
  },
];

interface CommitPage {
  readonly host: Host;
  readonly repository: string;
  readonly sha: string;
}

function commitPage(url: string | undefined): CommitPage | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, host: name, pathname } = new URL(url);
  const host = protocol === 'https:' ? HOSTS.find((h) => h.host === name) : undefined;
  const [, repository, sha] = host?.commit.exec(pathname) ?? [];
  return host && repository !== undefined && sha !== undefined
    ? { host, repository, sha }
    : undefined;
}

/**
 * The host's own page of what is between two commits. It is made only of two commit pages of one repository at a host
 * whose addresses are known: a connection's revision leads to AWS's console, and nothing is guessed from its name.
 */
export function compareLink(
  from: Pick<Revision, 'sha' | 'url'> | undefined,
  to: Pick<Revision, 'sha' | 'url'> | undefined,
): string | undefined {
  const [a, b] = [commitPage(from?.url), commitPage(to?.url)];
  if (!a || !b || a.host !== b.host || a.repository !== b.repository) return undefined;
  if (a.sha !== from?.sha || b.sha !== to?.sha || a.sha === b.sha) return undefined;
  return `https://${a.host.host}${a.host.between(a.repository, a.sha, b.sha)}`;
}

/** The page of the repository that a revision's own page is of; undefined where its host is not known. */
export function repositoryPage(url: string | undefined): string | undefined {
  const page = commitPage(url);
  return page && `https://${page.host.host}${page.repository}`;
}
