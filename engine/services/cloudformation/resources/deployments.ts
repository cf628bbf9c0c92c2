import type { ComputePlatform, EC2TagFilter } from '@aws-sdk/client-codedeploy';
import { object, ownTags, property, required, TAGS, text, type Provider } from '../provider';
import { exists } from './storage';

export const application: Provider = {
  properties: object({ ApplicationName: 'string', ComputePlatform: 'string', Tags: TAGS }),
  attributes: [],
  async create(m) {
    const applicationName = text(m.props['ApplicationName']) ?? m.generatedName;
    await m.ctx.call.codedeploy
      .createApplication({
        applicationName,
        computePlatform: text<ComputePlatform>(m.props['ComputePlatform']),
        tags: ownTags(m),
      })
      .catch(exists(m.repeated, 'ApplicationAlreadyExistsException'));
    return { physicalId: applicationName, attributes: {} };
  },
  async remove(applicationName, m) {
    await m.ctx.call.codedeploy.deleteApplication({ applicationName });
  },
};

const TAG_FILTER = object({ Key: 'string', Type: 'string', Value: 'string' });

export const deploymentGroup: Provider = {
  properties: object(
    {
      ApplicationName: 'string',
      DeploymentGroupName: 'string',
      DeploymentConfigName: 'string',
      ServiceRoleArn: 'string',
      Ec2TagFilters: [TAG_FILTER],
      Ec2TagSet: object({ Ec2TagSetList: [object({ Ec2TagGroup: [TAG_FILTER] })] }),
      Tags: TAGS,
    },
    'ApplicationName',
    'ServiceRoleArn',
  ),
  attributes: [],
  async create(m) {
    const deploymentGroupName = text(m.props['DeploymentGroupName']) ?? m.generatedName;
    const set = property<{ Ec2TagSetList?: { Ec2TagGroup?: EC2TagFilter[] }[] }>(m, 'Ec2TagSet');
    await m.ctx.call.codedeploy
      .createDeploymentGroup({
        applicationName: required(m, 'ApplicationName'),
        deploymentGroupName,
        deploymentConfigName: text(m.props['DeploymentConfigName']),
        serviceRoleArn: required(m, 'ServiceRoleArn'),
        ec2TagFilters: property<EC2TagFilter[]>(m, 'Ec2TagFilters'),
        ec2TagSet: set && {
          ec2TagSetList: (set.Ec2TagSetList ?? []).map((g) => g.Ec2TagGroup ?? []),
        },
        tags: ownTags(m),
      })
      .catch(exists(m.repeated, 'DeploymentGroupAlreadyExistsException'));
    return { physicalId: deploymentGroupName, attributes: {} };
  },
  async remove(deploymentGroupName, m) {
    await m.ctx.call.codedeploy.deleteDeploymentGroup({
      applicationName: required(m, 'ApplicationName'),
      deploymentGroupName,
    });
  },
};
