import 'server-only';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { cache } from '../cache/cache';
import { forever, moment } from '../cache/policy';

export interface StackPart {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** What a stack holds now. */
export function projectResources(connection: Connection, stackId: string): Promise<StackPart[]> {
  return cache.read(['resources', stackId], [], moment(), async () => {
    const { StackResources = [] } = await (
      await client('cloudformation', connection)
    ).describeStackResources({ StackName: stackId });
    return StackResources.filter((r) => r.ResourceStatus !== 'DELETE_COMPLETE').map((r) => ({
      logicalId: r.LogicalResourceId ?? '',
      type: r.ResourceType ?? '',
      physicalId: r.PhysicalResourceId ?? '',
    }));
  });
}

/** How many resources a stack's template makes; a stack keeps its template and parameters for life. */
export function declaredResources(connection: Connection, stackId: string): Promise<number> {
  return cache.read(['declared-resources', stackId], [], forever(), async () => {
    const cfn = await client('cloudformation', connection);
    const [{ TemplateBody = '{}' }, { Stacks }] = await Promise.all([
      cfn.getTemplate({ StackName: stackId }),
      cfn.describeStacks({ StackName: stackId }),
    ]);
    const connected = Boolean(
      Stacks?.[0]?.Parameters?.find((p) => p.ParameterKey === 'ConnectionArn')?.ParameterValue,
    );
    const { Resources = {} } = JSON.parse(TemplateBody) as {
      Resources?: Record<string, { Condition?: string }>;
    };
    return Object.values(Resources).filter((r) => r.Condition === undefined || !connected).length;
  });
}
