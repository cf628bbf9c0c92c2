import 'server-only';
import type { PlacementView, ProjectForm } from '@/lib/domain/projects/project';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { placementFor } from './placement';
import { planProject } from './plan';

/** Where `create` would put a project's instances, or why it would refuse; undefined for a target without any. */
export async function viewPlacement(
  connection: Connection,
  form: ProjectForm,
): Promise<PlacementView> {
  const plan = await planProject(form);
  if (!('VpcId' in plan.document.Parameters)) return { unread: [] };
  try {
    const { subnets, zones, unread } = await placementFor(connection, plan);
    return {
      subnet: subnets.join(', '),
      zone: zones.length ? zones.join(', ') : undefined,
      unread,
    };
  } catch (error) {
    if (error instanceof AppError && error.kind === 'invalid')
      return { unread: [], problem: error.message };
    throw error;
  }
}
