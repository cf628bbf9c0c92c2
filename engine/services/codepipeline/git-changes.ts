import { typeKey } from '../../core/pipeline/action-types';
import type { ActionDeclaration } from '../../core/pipeline/declaration';
import { triggers } from '../../core/pipeline/git-triggers';
import type { Internal } from '../../ports/module';
import { trigger } from './start';
import { pipelines } from './store';

const isBehind = (a: ActionDeclaration, connectionArn: string, repository: string): boolean =>
  typeKey(a) === 'Source/AWS/CodeStarSourceConnection/1' &&
  a.configuration?.['ConnectionArn'] === connectionArn &&
  a.configuration['FullRepositoryId'] === repository;

/** Whether any pipeline has its source behind this connection. */
export const listens: Internal<'codepipeline'>['listens'] = (
  { connectionArn, repository },
  ctx,
) => ({
  listens: ctx.store
    .list(pipelines)
    .some((p) =>
      p.declaration.stages[0]?.actions.some((a) => isBehind(a, connectionArn, repository)),
    ),
});

/** Starts the pipelines that a change behind a connection is for (AWS-SEMANTICS 3.5). */
export const gitChange: Internal<'codepipeline'>['gitChange'] = async (input, ctx) => {
  const { connectionArn, repository, change, token } = input;
  for (const p of ctx.store.list(pipelines)) {
    for (const a of p.declaration.stages[0]?.actions ?? []) {
      if (!isBehind(a, connectionArn, repository) || !triggers(p.declaration, a, change)) continue;
      const branch =
        change.kind === 'branch'
          ? change.branch
          : change.kind === 'pull-request'
            ? change.sourceBranch
            : undefined;
      await trigger(ctx, {
        request: { name: p.name, clientRequestToken: `${a.name} ${token}` },
        trigger: {
          triggerType: 'WebhookV2',
          triggerDetail: JSON.stringify({
            connectionArn,
            repository,
            ...('files' in change ? { ...change, files: undefined } : change),
          }),
        },
        overrides: {
          [a.name]: change.commitId,
          ...(branch === undefined ? {} : { [`${a.name} branch`]: branch }),
        },
      });
    }
  }
};
