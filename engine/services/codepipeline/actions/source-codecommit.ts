import { newLocation, short, succeed, type ActionAttempt } from '../action-run';

const date = (text: string | undefined): string =>
  new Date(Number(text?.split(' ')[0] ?? 0) * 1000).toISOString();

/** What CODEBUILD_CLONE_REF hands over instead of the files: only CodeBuild can follow it (AWS-SEMANTICS 3.3). */
export interface CloneRef {
  readonly starboardClone: {
    readonly service: 'codecommit' | 'codestar-connections';
    readonly source: Readonly<Record<string, string>>;
    readonly commitId: string;
  };
}

/** Puts the source's artifact where it belongs: the zip of a commit, or the pointer to it. */
export async function handOver(
  d: ActionAttempt,
  ref: CloneRef['starboardClone'],
  zip: () => Promise<Buffer>,
): Promise<{ name: string; location: { bucket: string; key: string } }> {
  const name = d.declared.outputArtifacts?.[0]?.name ?? '';
  const location = newLocation(d, name);
  const clone = d.config['OutputArtifactFormat'] === 'CODEBUILD_CLONE_REF';
  const Body = clone
    ? Buffer.from(JSON.stringify({ starboardClone: ref } satisfies CloneRef))
    : await zip();
  await d.ctx.call.s3.putObject({
    Bucket: location.bucket,
    Key: location.key,
    Body,
    ContentType: clone ? 'application/json' : 'application/zip',
  });
  return { name, location };
}

/** In PARALLEL mode too the HEAD at the action's start is taken, not the commit that triggered it (AWS-SEMANTICS 3.4 [doc]). */
export async function sourceCodeCommit(d: ActionAttempt): Promise<void> {
  const { ctx, config } = d;
  const repositoryName = config['RepositoryName'] ?? '';
  const branchName = config['BranchName'] ?? '';
  const commitId =
    d.e.overrides[d.run.name] ??
    (
      await ctx.call.codecommit.getBranch({
        repositoryName,
        branchName,
      })
    ).branch?.commitId ??
    '';
  const { commit } = await ctx.call.codecommit.getCommit({
    repositoryName,
    commitId,
  });
  const artifact = await handOver(
    d,
    { service: 'codecommit', source: { repositoryName }, commitId },
    async () => (await ctx.internal.codecommit.uploadArchive({ repositoryName, commitId })).zip,
  );
  const message = short(commit?.message ?? '');
  succeed(d, {
    summary: message,
    externalId: commitId,
    resolved: config,
    outputs: [{ ...artifact, revisionId: commitId, summary: message, actionName: d.run.name }],
    variables: {
      RepositoryName: repositoryName,
      BranchName: branchName,
      CommitId: commitId,
      CommitMessage: message,
      AuthorDate: date(commit?.author?.date),
      CommitterDate: date(commit?.committer?.date),
    },
  });
}
