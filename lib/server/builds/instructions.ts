import 'server-only';
import type { Project } from '@aws-sdk/client-codebuild';
import {
  instructionWarnings,
  type CommandsAction,
  type HasBuildspec,
} from '@/lib/domain/builds/instructions';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { lastKnown, pipelinesWith } from '../data/facts';
import { sourcesOf } from '../data/sources';
import { codeCommitOf } from './origin';

const LOOK_MS = 60_000;
const BUILDSPEC = 'buildspec.yml';

interface Place {
  readonly repository: string;
  /** Unset: the repository's default branch. */
  readonly branch?: string | undefined;
}

const factsAbout = (project: string) =>
  pipelinesWith('ProjectName', project).flatMap((name) => lastKnown(name)?.facts ?? []);

/** Where a project's source is, if that is in CodeCommit: named by the project, or by a pipeline that was read. */
function placeOf({ name, source }: Project): Place | undefined {
  const own = codeCommitOf(source);
  if (own !== undefined) return { repository: own };
  const [first] = factsAbout(name ?? '').flatMap(sourcesOf);
  return first?.provider === 'CodeCommit'
    ? { repository: first.repository, branch: first.branch }
    : undefined;
}

const hasBuildspec = (connection: Connection, { repository, branch }: Place): Promise<boolean> =>
  cache.read(['has-buildspec', repository, branch ?? ''], [], moment(LOOK_MS), async () => {
    const codecommit = await client('codecommit', connection);
    try {
      await codecommit.getFile({
        repositoryName: repository,
        commitSpecifier: branch,
        filePath: BUILDSPEC,
      });
      return true;
    } catch (error) {
      if (isAwsError(error, 'FileDoesNotExistException', 'RepositoryDoesNotExistException'))
        return false;
      throw error;
    }
  });

const commandsIn = (project: string): CommandsAction[] =>
  factsAbout(project).flatMap(({ declaration }) =>
    (declaration.stages ?? []).flatMap((stage) =>
      (stage.actions ?? [])
        .filter((a) => a.actionTypeId?.provider === 'Commands')
        .map((a) => ({
          pipeline: declaration.name ?? '',
          stage: stage.name ?? '',
          action: a.name ?? '',
        })),
    ),
  );

/** Where instructions for a project's builds are given in more than one place, by the pipelines that were read. Only of a project that does not use the usual file is the repository asked. */
export async function instructionsOf(connection: Connection, project: Project): Promise<string[]> {
  const buildspec = project.source?.buildspec ?? '';
  const place = placeOf(project);
  const isUsual = buildspec === '' || buildspec === BUILDSPEC;
  const has: HasBuildspec =
    isUsual || !place || project.source?.type === 'NO_SOURCE'
      ? undefined
      : await hasBuildspec(connection, place);
  return project.source?.type === 'NO_SOURCE'
    ? []
    : instructionWarnings(
        { buildspec, repository: place?.repository },
        has,
        commandsIn(project.name ?? ''),
      );
}
