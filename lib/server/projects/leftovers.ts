import 'server-only';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { toAppError } from '../aws/errors';
import { passingFailure } from './endure';
import { ignore } from './running-work';

/** What no stack holds and is a project's all the same: made by its builds, or by whoever wrote to a log once more. */
type Remover = (connection: Connection, project: string) => Promise<readonly string[]>;

const groupName = (arn: string): string => arn.slice(arn.indexOf(':report-group/') + 14);

/** Every beginning of a name that ends before a dash and is longer than the project's own: `shop-api` of `shop-api-tests`. */
const longerNames = (group: string, project: string): string[] =>
  [...group.matchAll(/-/g)]
    .map((m) => group.slice(0, m.index))
    .filter((n) => n.length > project.length);

/**
 * Report groups that a buildspec names are made on first use, called PROJECT-NAME (CodeBuild user guide, "Report group
 * naming"). One that may belong to a project of a longer name stays, and is named.
 */
const reportGroups: Remover = async (connection, project) => {
  const codebuild = await client('codebuild', connection);
  const arns = await pages(async (nextToken) => {
    const p = await codebuild.listReportGroups({ nextToken });
    return [p.reportGroups, p.nextToken] as const;
  });
  const own = arns.filter((arn) => groupName(arn).startsWith(`${project}-`));
  const names = [...new Set(own.flatMap((arn) => longerNames(groupName(arn), project)))];
  const others = new Set<string>();
  for (let i = 0; i < names.length; i += 100) {
    const found = await codebuild.batchGetProjects({ names: names.slice(i, i + 100) });
    for (const { name } of found.projects ?? []) if (name) others.add(name);
  }
  const stays: string[] = [];
  for (const arn of own) {
    const group = groupName(arn);
    const other = longerNames(group, project).find((n) => others.has(n));
    if (other !== undefined)
      stays.push(`the report group ${group}, which may be of the build project ${other}`);
    else
      await codebuild
        .deleteReportGroup({ arn, deleteReports: true })
        .catch(ignore('ResourceNotFoundException'));
  }
  return stays;
};

/** The stack's own log groups are gone with it; a build or an agent that was still running may have made one anew. */
const logGroups: Remover = async (connection, project) => {
  const logs = await client('logs', connection);
  const listed = await Promise.all(
    [`/aws/codebuild/${project}`, `/starboard/${project}/`].map((logGroupNamePrefix) =>
      pages(async (nextToken) => {
        const p = await logs.describeLogGroups({ logGroupNamePrefix, nextToken });
        return [p.logGroups, p.nextToken] as const;
      }),
    ),
  );
  const own = listed
    .flat()
    .map((g) => g.logGroupName ?? '')
    .filter((n) => n === `/aws/codebuild/${project}` || n.startsWith(`/starboard/${project}/`));
  for (const logGroupName of own)
    await logs.deleteLogGroup({ logGroupName }).catch(ignore('ResourceNotFoundException'));
  return [];
};

const REMOVERS: readonly (readonly [string, Remover])[] = [
  ["report groups of the project's builds", reportGroups],
  ["log groups of the project's builds and hooks", logGroups],
];

/** Deletes what a deleted stack leaves of a project; returns what stays, in words. What may not be deleted stays, and holds nothing up. */
export async function removeLeftovers(connection: Connection, project: string): Promise<string[]> {
  const stays: string[] = [];
  for (const [what, remove] of REMOVERS)
    try {
      stays.push(...(await remove(connection, project)));
    } catch (error) {
      if (passingFailure(connection, error)) throw error;
      stays.push(`${what}, if there are any (${toAppError(error).message.replace(/\.$/, '')})`);
    }
  return stays;
}
