import type { Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import * as a from './applications';
import * as o from './deployment-operations';
import { agentEntry, createDeployment, createOnce, runTarget } from './deployments';
import * as g from './groups';
import * as t from './tags';

export const operations = {
  BatchGetApplications: a.batchGetApplications,
  BatchGetDeploymentGroups: g.batchGetDeploymentGroups,
  BatchGetDeploymentTargets: o.batchGetDeploymentTargets,
  BatchGetDeployments: o.batchGetDeployments,
  CreateApplication: a.createApplication,
  CreateDeployment: createDeployment,
  CreateDeploymentGroup: a.createDeploymentGroup,
  DeleteApplication: a.deleteApplication,
  DeleteDeploymentGroup: a.deleteDeploymentGroup,
  GetApplication: a.getApplication,
  GetDeployment: o.getDeployment,
  GetDeploymentGroup: g.getDeploymentGroup,
  GetDeploymentTarget: o.getDeploymentTarget,
  ListApplications: a.listApplications,
  ListDeploymentGroups: a.listDeploymentGroups,
  ListDeploymentTargets: o.listDeploymentTargets,
  ListDeployments: o.listDeployments,
  ListTagsForResource: t.listTagsForResource,
  StopDeployment: o.stopDeployment,
  TagResource: t.tagResource,
  UntagResource: t.untagResource,
  UpdateDeploymentGroup: a.updateDeploymentGroup,
} satisfies Operations;

export const internal: Internal<'codedeploy'> = { createDeployment: createOnce };

export const jobs = { 'codedeploy.agent': agentEntry, 'codedeploy.run': runTarget };

export { stop } from './deployments';
