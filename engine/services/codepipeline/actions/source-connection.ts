import { short, succeed, type Doing } from '../action-run';
import { handOver } from './source-codecommit';

/** What the connections service says of a commit. */
interface Commit {
  readonly commitId: string;
  readonly message: string;
  readonly authorDate: string;
}

/** A commit of a repository behind a connection; `CODEBUILD_CLONE_REF` lets a build have the whole history (AWS-SEMANTICS 3.2). */
export async function sourceConnection(d: Doing): Promise<void> {
  const { ctx, config } = d;
  const source = {
    connectionArn: config['ConnectionArn'] ?? '',
    repository: config['FullRepositoryId'] ?? '',
  };
  // A trigger's filters can let in other branches than the action's own.
  const branch = d.e.overrides[`${d.run.name} branch`] ?? config['BranchName'] ?? '';
  const commit = (await ctx.invoke('codestar-connections', 'StarboardCommit', {
    ...source,
    branch,
    commitId: d.e.overrides[d.run.name],
  })) as Commit;
  const artifact = await handOver(
    d,
    { service: 'codestar-connections', source, commitId: commit.commitId },
    async () =>
      (
        (await ctx.invoke('codestar-connections', 'StarboardArchive', {
          ...source,
          commitId: commit.commitId,
        })) as { zip: Buffer }
      ).zip,
  );
  const message = short(commit.message);
  // The provider's own summary is JSON on AWS; what a person reads of it is the commit's message.
  succeed(d, {
    summary: message,
    externalId: commit.commitId,
    resolved: config,
    outputs: [
      { ...artifact, revisionId: commit.commitId, summary: message, actionName: d.run.name },
    ],
    variables: {
      ConnectionArn: source.connectionArn,
      FullRepositoryName: source.repository,
      BranchName: branch,
      CommitId: commit.commitId,
      CommitMessage: message,
      AuthorDate: commit.authorDate,
    },
  });
}
