import 'server-only';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { NotificationSource } from '@/lib/domain/notifications/notifications';
import { arnIn } from '../aws/arn';
import type { Identity } from '../aws/identity';

type Source = Omit<NotificationSource, 'events'>;

/** The pipeline and what its actions name that has notifications of its own, each once; of the caller's own account and region. */
export function sourcesOf(me: Identity, declaration: PipelineDeclaration): Source[] {
  const found: Source[] = [
    {
      kind: 'Pipeline',
      name: declaration.name ?? '',
      arn: arnIn(me, 'codepipeline', declaration.name ?? ''),
    },
  ];
  for (const a of declaration.stages?.flatMap((s) => s.actions ?? []) ?? []) {
    if (a.region !== undefined && a.region !== me.region) continue;
    const of = (key: string): string => a.configuration?.[key] ?? '';
    switch (a.actionTypeId?.provider) {
      case 'CodeBuild':
        found.push({
          kind: 'Build project',
          name: of('ProjectName'),
          arn: arnIn(me, 'codebuild', `project/${of('ProjectName')}`),
        });
        break;
      case 'CodeDeploy':
        found.push({
          kind: 'Application',
          name: of('ApplicationName'),
          arn: arnIn(me, 'codedeploy', `application:${of('ApplicationName')}`),
        });
        break;
      case 'CodeCommit':
        found.push({
          kind: 'Repository',
          name: of('RepositoryName'),
          arn: arnIn(me, 'codecommit', of('RepositoryName')),
        });
        break;
      default:
    }
  }
  return [...new Map(found.filter((s) => s.name).map((s) => [s.arn, s])).values()];
}
