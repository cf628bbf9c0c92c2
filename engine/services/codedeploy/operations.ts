import type { Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import * as a from './applications';
import * as c from './configs';
import * as o from './deployment-operations';
import { agentEntry, createDeployment, createOnce, runTarget } from './deployments';
import * as r from './group-reads';
import * as g from './groups';
import * as p from './on-premises';
import * as t from './tags';

export const operations = {
  AddTagsToOnPremisesInstances: p.addTagsToOnPremisesInstances,
  BatchGetApplications: a.batchGetApplications,
  BatchGetDeploymentGroups: r.batchGetDeploymentGroups,
  BatchGetDeploymentTargets: o.batchGetDeploymentTargets,
  BatchGetDeployments: o.batchGetDeployments,
  BatchGetOnPremisesInstances: p.batchGetOnPremisesInstances,
  CreateApplication: a.createApplication,
  CreateDeployment: createDeployment,
  CreateDeploymentConfig: c.createDeploymentConfig,
  CreateDeploymentGroup: g.createDeploymentGroup,
  DeleteApplication: a.deleteApplication,
  DeleteDeploymentConfig: c.deleteDeploymentConfig,
  DeleteDeploymentGroup: g.deleteDeploymentGroup,
  DeregisterOnPremisesInstance: p.deregisterOnPremisesInstance,
  GetApplication: a.getApplication,
  GetDeployment: o.getDeployment,
  GetDeploymentConfig: c.getDeploymentConfig,
  GetDeploymentGroup: r.getDeploymentGroup,
  GetDeploymentTarget: o.getDeploymentTarget,
  GetOnPremisesInstance: p.getOnPremisesInstance,
  ListApplications: a.listApplications,
  ListDeploymentConfigs: c.listDeploymentConfigs,
  ListDeploymentGroups: g.listDeploymentGroups,
  ListDeploymentTargets: o.listDeploymentTargets,
  ListDeployments: o.listDeployments,
  ListOnPremisesInstances: p.listOnPremisesInstances,
  ListTagsForResource: t.listTagsForResource,
  RegisterOnPremisesInstance: p.registerOnPremisesInstance,
  RemoveTagsFromOnPremisesInstances: p.removeTagsFromOnPremisesInstances,
  StopDeployment: o.stopDeployment,
  TagResource: t.tagResource,
  UntagResource: t.untagResource,
  UpdateDeploymentGroup: g.updateDeploymentGroup,
} satisfies Operations;

export const internal: Internal<'codedeploy'> = { createDeployment: createOnce };

export const jobs = { 'codedeploy.agent': agentEntry, 'codedeploy.run': runTarget };

export { stop } from './deployments';
