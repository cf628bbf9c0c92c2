import {
  camel,
  lowerTags,
  onlyKnown,
  required,
  text,
  typed,
  type Making,
  type Provider,
} from '../provider';
import { exists, gone } from './storage';

export const buildProject: Provider = {
  async create(m) {
    onlyKnown(m, [
      'Name',
      'Description',
      'ServiceRole',
      'Source',
      'Artifacts',
      'Environment',
      'LogsConfig',
      'TimeoutInMinutes',
      'QueuedTimeoutInMinutes',
      'Cache',
      'EncryptionKey',
      'Tags',
    ]);
    const name = text(m.props['Name']) ?? m.generatedName;
    const input = typed(
      camel(m.props, []),
      ['timeoutInMinutes', 'queuedTimeoutInMinutes'],
      ['privilegedMode', 'encryptionDisabled'],
    ) as Record<string, unknown>;
    const source = input['source'] as Record<string, unknown> | undefined;
    await m.ctx
      .invoke('codebuild', 'CreateProject', {
        ...input,
        name,
        tags: lowerTags(m),
        source: source && { ...source, buildspec: source['buildSpec'] },
        logsConfig: input['logsConfig'] && {
          cloudWatchLogs: (input['logsConfig'] as { cloudWatchLogs?: unknown }).cloudWatchLogs,
        },
      })
      .catch(exists(m.repeated, 'ResourceAlreadyExistsException'));
    return { physicalId: name, attributes: { Arn: m.ctx.arn('codebuild', `project/${name}`) } };
  },
  async remove(name, m) {
    await m.ctx.invoke('codebuild', 'DeleteProject', { name });
  },
};

export const application: Provider = {
  async create(m) {
    onlyKnown(m, ['ApplicationName', 'ComputePlatform', 'Tags']);
    const applicationName = text(m.props['ApplicationName']) ?? m.generatedName;
    await m.ctx
      .invoke('codedeploy', 'CreateApplication', {
        applicationName,
        computePlatform: text(m.props['ComputePlatform']),
      })
      .catch(exists(m.repeated, 'ApplicationAlreadyExistsException'));
    return { physicalId: applicationName, attributes: {} };
  },
  async remove(applicationName, m) {
    await m.ctx.invoke('codedeploy', 'DeleteApplication', { applicationName });
  },
};

export const deploymentGroup: Provider = {
  async create(m) {
    onlyKnown(m, [
      'ApplicationName',
      'DeploymentGroupName',
      'DeploymentConfigName',
      'ServiceRoleArn',
      'Ec2TagFilters',
      'Ec2TagSet',
      'Tags',
    ]);
    const deploymentGroupName = text(m.props['DeploymentGroupName']) ?? m.generatedName;
    const set = m.props['Ec2TagSet'] as { Ec2TagSetList?: { Ec2TagGroup?: unknown }[] } | undefined;
    await m.ctx
      .invoke('codedeploy', 'CreateDeploymentGroup', {
        applicationName: required(m, 'ApplicationName'),
        deploymentGroupName,
        deploymentConfigName: text(m.props['DeploymentConfigName']),
        serviceRoleArn: required(m, 'ServiceRoleArn'),
        ec2TagFilters: m.props['Ec2TagFilters'],
        ec2TagSet: set && {
          ec2TagSetList: (set.Ec2TagSetList ?? []).map((g) => g.Ec2TagGroup ?? []),
        },
      })
      .catch(exists(m.repeated, 'DeploymentGroupAlreadyExistsException'));
    return { physicalId: deploymentGroupName, attributes: {} };
  },
  async remove(deploymentGroupName, m) {
    await m.ctx.invoke('codedeploy', 'DeleteDeploymentGroup', {
      applicationName: required(m, 'ApplicationName'),
      deploymentGroupName,
    });
  },
};

/** CloudFormation's names for a pipeline's parts, as the API has them. */
function declaration(m: Making, name: string): unknown {
  const raw = typed(
    camel(m.props, ['Configuration']),
    ['runOrder', 'timeoutInMinutes'],
    [],
  ) as Record<string, unknown>;
  const stages = (
    (raw['stages'] as { name: string; actions: Record<string, unknown>[] }[] | undefined) ?? []
  ).map((s) => ({
    ...s,
    actions: s.actions.map((a) => ({
      ...a,
      configuration: Object.fromEntries(
        Object.entries((a['configuration'] as Record<string, unknown> | undefined) ?? {}).map(
          ([k, v]) => [k, String(v)],
        ),
      ),
    })),
  }));
  // CloudFormation lists the stores of several regions, the API maps them.
  const stores = raw['artifactStores'] as { region: string; artifactStore: unknown }[] | undefined;
  return {
    name,
    roleArn: raw['roleArn'],
    artifactStore: raw['artifactStore'],
    artifactStores: stores && Object.fromEntries(stores.map((s) => [s.region, s.artifactStore])),
    triggers: raw['triggers'],
    stages,
    pipelineType: raw['pipelineType'],
    executionMode: raw['executionMode'],
    variables: raw['variables'],
  };
}

export const pipeline: Provider = {
  async create(m) {
    onlyKnown(m, [
      'Name',
      'RoleArn',
      'ArtifactStore',
      'ArtifactStores',
      'Stages',
      'PipelineType',
      'ExecutionMode',
      'Variables',
      'Triggers',
      'Tags',
    ]);
    const name = text(m.props['Name']) ?? m.generatedName;
    await m.ctx
      .invoke('codepipeline', 'CreatePipeline', {
        pipeline: declaration(m, name),
        tags: lowerTags(m),
      })
      .catch(exists(m.repeated, 'PipelineNameInUseException'));
    return { physicalId: name, attributes: { Version: '1' } };
  },
  async remove(name, m) {
    await m.ctx
      .invoke('codepipeline', 'DeletePipeline', { name })
      .catch(gone('PipelineNotFoundException'));
  },
};
