import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { statusOf } from '@/lib/domain/status';
import { ms } from './dates';

/** Deployments as drills are found among them. */
export const drilled = (history: readonly DeploymentInfo[]) =>
  history.map((d) => ({
    id: d.deploymentId ?? '',
    description: d.description,
    status: statusOf(d.status),
    createdAt: ms(d.createTime),
    endedAt: d.completeTime && ms(d.completeTime),
    rolledBackBy: d.rollbackInfo?.rollbackDeploymentId,
  }));
