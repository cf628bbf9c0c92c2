import { typeKey } from '../../core/pipeline/action-types';
import type { ActionDeclaration } from '../../core/pipeline/declaration';
import { triggers, type GitChange } from '../../core/pipeline/git-triggers';
import type { Handler } from '../../ports/context';
import { trigger } from './start';
import { pipelines } from './store';

interface Input {
  readonly connectionArn: string;
  readonly repository: string;
  readonly change: GitChange;
  /** Says this change and no other: the same one twice starts nothing. */ readonly token: string;
}

const isBehind = (a: ActionDeclaration, connectionArn: string, repository: string): boolean =>
  typeKey(a) === 'Source/AWS/CodeStarSourceConnection/1' &&
  a.configuration?.['ConnectionArn'] === connectionArn &&
  a.configuration['FullRepositoryId'] === repository;

/** Whether any pipeline has its source behind this connection. */
export const listens: Handler<
  { connectionArn: string; repository: string },
  { listens: boolean }
> = ({ connectionArn, repository }, ctx) => ({
  listens: ctx.store
    .list(pipelines)
    .some((p) =>
      p.declaration.stages[0]?.actions.some((a) => isBehind(a, connectionArn, repository)),
    ),
});

/** Starts the pipelines that a change behind a connection is for (AWS-SEMANTICS 3.5). */
export const gitChange: Handler<Input, object> = async (input, ctx) => {
  const { connectionArn, repository, token } = input;
  const change = input.change as GitChange;
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
        name: p.name,
        clientRequestToken: `${a.name} ${token}`,
        starboardTrigger: {
          triggerType: 'WebhookV2',
          triggerDetail: JSON.stringify({
            connectionArn,
            repository,
            ...('files' in change ? { ...change, files: undefined } : change),
          }),
        },
        starboardOverrides: {
          [a.name]: change.commitId,
          ...(branch === undefined ? {} : { [`${a.name} branch`]: branch }),
        },
      });
    }
  }
  return {};
};
