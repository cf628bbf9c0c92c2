import 'server-only';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { immutable, singleFlight } from '../single-flight';

export interface StackPart { readonly logicalId: string; readonly type: string; readonly physicalId: string }

/** What a stack holds now. */
export function projectResources(connection: Connection, stackId: string): Promise<StackPart[]> {
  return singleFlight(`resources ${stackId}`, async () => {
    const { StackResources = [] } = await (await client('cloudformation', connection)).describeStackResources({ StackName: stackId });
    return StackResources.filter((r) => r.ResourceStatus !== 'DELETE_COMPLETE').map((r) => ({ logicalId: r.LogicalResourceId ?? '', type: r.ResourceType ?? '', physicalId: r.PhysicalResourceId ?? '' }));
  });
}

/** How many resources a stack's template declares; a stack keeps its template for life. */
export function declaredResources(connection: Connection, stackId: string): Promise<number> {
  return immutable(`declared ${stackId}`, async () => {
    const { TemplateBody = '{}' } = await (await client('cloudformation', connection)).getTemplate({ StackName: stackId });
    return Object.keys((JSON.parse(TemplateBody) as { Resources?: object }).Resources ?? {}).length;
  });
}
