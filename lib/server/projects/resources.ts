import 'server-only';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { immutable, singleFlight } from '../single-flight';

export interface StackPart {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** What a stack holds now. */
export function projectResources(connection: Connection, stackId: string): Promise<StackPart[]> {
  return singleFlight(`resources ${stackId}`, async () => {
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
  return immutable(`declared ${stackId}`, async () => {
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
