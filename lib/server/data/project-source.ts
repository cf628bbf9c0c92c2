import 'server-only';
import { join } from 'node:path';
import { repositoryPage } from '@/lib/domain/commits/compare-link';
import type { CloneCommands, ProjectSource } from '@/lib/domain/projects/project';
import { codecommitUrl, regionOf } from '../aws/arn';
import type { Connection } from '../aws/connection';
import { homeFolder, rootFolder } from '../env';
import type { PipelineFacts } from './pipeline-facts';
import { revisionOf, sourceOf } from './sources';

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The helper finds the key of this home, so none is shown. */
const ownHelper = (): string =>
  `!STARBOARD_HOME=${quoted(homeFolder())} node ${quoted(join(rootFolder(), 'bin/starboard.mjs'))} git-credential`;

/**
 * What a person types to get the code of a repository of CodeCommit. git is told once who signs for its host: what is
 * set for one host is asked of no other.
 */
export function cloneOf(
  { isThisMachine }: Pick<Connection, 'isThisMachine'>,
  url: string,
): CloneCommands {
  const { origin } = new URL(url);
  const set = (what: string, value: string): string =>
    `git config --global credential.${origin}.${what} ${quoted(value)}`;
  const setUp = isThisMachine
    ? [set('helper', ownHelper())]
    : [set('helper', '!aws codecommit credential-helper $@'), set('UseHttpPath', 'true')];
  return { command: `git clone ${quoted(url)}`, setUp };
}

/** The same in one line, where nobody has set anything up: `clone -c` keeps the helper for later pushes. */
export const cloneCommand = (
  { isThisMachine }: Pick<Connection, 'isThisMachine'>,
  url: string,
): string =>
  isThisMachine
    ? `git clone -c credential.helper=${quoted(ownHelper())} ${url}`
    : `git clone -c credential.helper='!aws codecommit credential-helper $@' -c credential.UseHttpPath=true ${url}`;

/** Where a pipeline's code is. `cloneUrl` is the stack's, of a project of ours. */
export function projectSource(
  connection: Connection,
  facts: PipelineFacts,
  cloneUrl: string | undefined,
): ProjectSource | undefined {
  const { provider, repository, branch } = sourceOf(facts);
  if (!provider) return undefined;
  const source = { provider, repository, branch };
  if (provider === 'CodeCommit') {
    const region = regionOf(facts.arn) ?? connection.region ?? '';
    const own = connection.endpoint && `${connection.endpoint}/v1/repos/${repository}`;
    return {
      ...source,
      clone: cloneOf(connection, cloneUrl || own || codecommitUrl(region, repository)),
    };
  }
  const newest = revisionOf(facts, facts.executions[0]?.pipelineExecutionId);
  const url = repositoryPage(newest?.url);
  return {
    ...source,
    url,
    clone: url ? { command: `git clone ${url}.git`, setUp: [] } : undefined,
  };
}
