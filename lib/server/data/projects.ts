import 'server-only';
import { stackName } from '@/lib/domain/names';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError } from './errors';

export interface ProjectView { readonly name: string; readonly urls: readonly { readonly environment: string; readonly url: string }[]; readonly cloneUrl: string }

/** What a project's stack says of it: where it answers, where its code is. */
export async function getProject(connection: Connection, name: string): Promise<ProjectView> {
  const cfn = await client('cloudformation', connection);
  const found = await cfn.describeStacks({ StackName: stackName(name) }).catch((error: unknown) => {
    if (isAwsError(error, 'ValidationError')) throw new AppError('not_found', `There is no project '${name}'.`, error);
    throw error;
  });
  const outputs = found.Stacks?.[0]?.Outputs ?? [];
  return {
    name, cloneUrl: outputs.find((o) => o.OutputKey === 'CloneUrl')?.OutputValue ?? '',
    urls: outputs.filter((o) => o.OutputKey?.endsWith('Url') && o.OutputKey !== 'CloneUrl').map((o) => ({ environment: o.OutputKey?.replace(/Url$/, '') ?? '', url: o.OutputValue ?? '' })),
  };
}
