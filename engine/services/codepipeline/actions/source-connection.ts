import { MAX_SUMMARY, short, succeed, type ActionAttempt } from '../action-run';
import { handOver } from './source-codecommit';

/**
 * What AWS says of a commit behind a connection: JSON (published answers of GetPipelineState, 2026-09, and of executions,
 * 2022 and 2023). A message that does not fit is cut, so that what is left is JSON still.
 */
function summaryOf(ProviderType: string | undefined, message: string): string {
  const characters = [...message].slice(0, MAX_SUMMARY);
  for (;;) {
    const text = JSON.stringify({ ProviderType, CommitMessage: characters.join('') });
    if (text.length <= MAX_SUMMARY) return text;
    characters.length -= Math.min(characters.length, Math.ceil((text.length - MAX_SUMMARY) / 6));
  }
}

/** A commit of a repository behind a connection; `CODEBUILD_CLONE_REF` lets a build have the whole history (AWS-SEMANTICS 3.2). */
export async function sourceConnection(d: ActionAttempt): Promise<void> {
  const { ctx, config } = d;
  const source = {
    connectionArn: config['ConnectionArn'] ?? '',
    repository: config['FullRepositoryId'] ?? '',
  };
  // A trigger's filters can let in other branches than the action's own.
  const branch = d.e.overrides[`${d.run.name} branch`] ?? config['BranchName'] ?? '';
  const commit = await ctx.internal.codestarConnections.commit({
    ...source,
    branch,
    commitId: d.e.overrides[d.run.name],
  });
  const artifact = await handOver(
    d,
    { service: 'codestar-connections', source, commitId: commit.commitId },
    async () =>
      (await ctx.internal.codestarConnections.archive({ ...source, commitId: commit.commitId }))
        .zip,
  );
  const { Connection } = await ctx.call.codestarConnections.getConnection({
    ConnectionArn: source.connectionArn,
  });
  const summary = summaryOf(Connection?.ProviderType, commit.message);
  succeed(d, {
    summary,
    externalId: commit.commitId,
    resolved: config,
    outputs: [{ ...artifact, revisionId: commit.commitId, summary, actionName: d.run.name }],
    variables: {
      ConnectionArn: source.connectionArn,
      FullRepositoryName: source.repository,
      BranchName: branch,
      CommitId: commit.commitId,
      CommitMessage: short(commit.message),
      AuthorDate: commit.authorDate,
    },
  });
}
