import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeployBench } from '../../testing/deploy-bench';

const refusal = (code: string) => ({ name: `${code}Exception` });
const instanceArn = (id: string): string => `arn:aws:ec2:us-east-1:000000000000:instance/${id}`;

let bench: DeployBench;
let deploymentId = '';
beforeEach(async () => {
  bench = new DeployBench();
  bench.launch(3);
  await bench.makeGroup({ deploymentConfigName: 'CodeDeployDefault.AllAtOnce' });
  deploymentId = await bench.create('one');
  await bench.end(deploymentId, ['i-0'], 'Succeeded');
  await bench.end(deploymentId, ['i-1'], 'Failed');
});
afterEach(() => bench.close());

describe('the instances of a deployment, as the API had them before it had targets', () => {
  it('are its targets, by the status that is asked for', async () => {
    const listed = async (...instanceStatusFilter: ('Failed' | 'InProgress' | 'Succeeded')[]) =>
      (
        await bench.cd.listDeploymentInstances({
          deploymentId,
          instanceStatusFilter: instanceStatusFilter.length ? instanceStatusFilter : undefined,
        })
      ).instancesList;
    expect(await listed()).toEqual(['i-0', 'i-1', 'i-2']);
    expect(await listed('Failed')).toEqual(['i-1']);
    expect(await listed('Succeeded', 'InProgress')).toEqual(['i-0', 'i-2']);
  });

  it('tell what their targets tell', async () => {
    const { deploymentTargets = [] } = await bench.cd.batchGetDeploymentTargets({
      deploymentId,
      targetIds: ['i-0', 'i-1'],
    });
    const expected = deploymentTargets.map(({ instanceTarget: t }) => ({
      deploymentId,
      instanceId: instanceArn(t?.targetId ?? ''),
      status: t?.status,
      lastUpdatedAt: t?.lastUpdatedAt,
      lifecycleEvents: t?.lifecycleEvents,
    }));
    expect(expected.map((i) => i.status)).toEqual(['Succeeded', 'Failed']);
    const { instanceSummary } = await bench.cd.getDeploymentInstance({
      deploymentId,
      instanceId: 'i-0',
    });
    expect(instanceSummary).toEqual(expected[0]);
    const several = await bench.cd.batchGetDeploymentInstances({
      deploymentId,
      instanceIds: ['i-0', 'i-1', 'i-9'],
    });
    expect(several.instancesSummary).toEqual(expected);
    expect(several.errorMessage).toContain('i-9');
  });

  it('are refused where there are none such', async () => {
    const { cd } = bench;
    await expect(
      cd.getDeploymentInstance({ deploymentId, instanceId: 'i-9' }),
    ).rejects.toMatchObject(refusal('InstanceDoesNotExist'));
    await expect(cd.getDeploymentInstance({ deploymentId, instanceId: '' })).rejects.toMatchObject(
      refusal('InstanceIdRequired'),
    );
    await expect(
      cd.batchGetDeploymentInstances({ deploymentId, instanceIds: [] }),
    ).rejects.toMatchObject(refusal('InstanceIdRequired'));
    await expect(
      cd.batchGetDeploymentInstances({
        deploymentId,
        instanceIds: Array.from({ length: 26 }, (_, i) => `i-${i}`),
      }),
    ).rejects.toMatchObject(refusal('BatchLimitExceeded'));
    await expect(
      cd.listDeploymentInstances({ deploymentId, instanceTypeFilter: ['Blue'] }),
    ).rejects.toMatchObject(refusal('InvalidDeploymentInstanceType'));
    await expect(cd.listDeploymentInstances({ deploymentId: 'd-000000000' })).rejects.toMatchObject(
      refusal('DeploymentDoesNotExist'),
    );
  });
});

describe('a deployment that moves no traffic', () => {
  const HOOK = { lifecycleEventHookExecutionId: 'hook', status: 'Succeeded' as const };

  it('is not ready to be continued, terminates nothing and has no functions for hooks', async () => {
    const { cd } = bench;
    for (const deploymentWaitType of ['READY_WAIT', 'TERMINATION_WAIT'] as const)
      await expect(
        cd.continueDeployment({ deploymentId, deploymentWaitType }),
      ).rejects.toMatchObject({
        name: 'DeploymentIsNotInReadyStateException',
        message: expect.stringContaining(deploymentWaitType) as string,
      });
    await expect(cd.skipWaitTimeForInstanceTermination({ deploymentId })).rejects.toMatchObject(
      refusal('UnsupportedActionForDeploymentType'),
    );
    await expect(
      cd.putLifecycleEventHookExecutionStatus({ deploymentId, ...HOOK }),
    ).rejects.toMatchObject(refusal('UnsupportedActionForDeploymentType'));
  });

  it('is completed when it is over', async () => {
    const { cd } = bench;
    await bench.carryOut(deploymentId);
    for (const call of [
      cd.continueDeployment({ deploymentId }),
      cd.skipWaitTimeForInstanceTermination({ deploymentId }),
    ])
      await expect(call).rejects.toMatchObject(refusal('DeploymentAlreadyCompleted'));
  });

  it('is named, and its hook answers with one of two words', async () => {
    const { cd } = bench;
    await expect(cd.continueDeployment({})).rejects.toMatchObject(refusal('DeploymentIdRequired'));
    await expect(
      cd.putLifecycleEventHookExecutionStatus({ deploymentId, ...HOOK, status: 'Skipped' }),
    ).rejects.toMatchObject(refusal('InvalidLifecycleEventHookExecutionStatus'));
    await expect(
      cd.putLifecycleEventHookExecutionStatus({ deploymentId, status: 'Failed' }),
    ).rejects.toMatchObject(refusal('InvalidLifecycleEventHookExecutionId'));
  });
});

describe('a configuration', () => {
  it('is not deleted before the last deployment that uses it is over', async () => {
    const deploymentConfigName = 'mine';
    await bench.carryOut(deploymentId);
    await bench.cd.createDeploymentConfig({
      deploymentConfigName,
      minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 },
    });
    const using = await bench.create('two', { deploymentConfigName });
    const remove = () => bench.cd.deleteDeploymentConfig({ deploymentConfigName });
    await expect(remove()).rejects.toMatchObject(refusal('DeploymentConfigInUse'));
    await bench.carryOut(using);
    await remove();
  });
});

describe('a deployment whose group or application is renamed while it runs', () => {
  it('goes on, and is the last success of the group by its new name', async () => {
    await bench.cd.updateApplication({ applicationName: 'app', newApplicationName: 'renamed' });
    await bench.cd.updateDeploymentGroup({
      applicationName: 'renamed',
      currentDeploymentGroupName: 'group',
      newDeploymentGroupName: 'other',
    });
    expect((await bench.carryOut(deploymentId)).status).toBe('Succeeded');
    const { deploymentGroupInfo } = await bench.cd.getDeploymentGroup({
      applicationName: 'renamed',
      deploymentGroupName: 'other',
    });
    expect(deploymentGroupInfo?.lastSuccessfulDeployment?.deploymentId).toBe(deploymentId);
    const { revisions = [] } = await bench.cd.listApplicationRevisions({
      applicationName: 'renamed',
      deployed: 'include',
    });
    expect(revisions.map((r) => r.s3Location?.key)).toEqual(['one']);
  });
});

describe('a deployment of a platform that is not here', () => {
  it('has no instances, and its hooks are over', async () => {
    await bench.cd.createApplication({ applicationName: 'lambda', computePlatform: 'Lambda' });
    await bench.cd.createDeploymentGroup({
      applicationName: 'lambda',
      deploymentGroupName: 'group',
      serviceRoleArn: 'arn:aws:iam::000000000000:role/deploy',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    });
    const id = await bench.create('appspec.yml', { applicationName: 'lambda' });
    expect((await bench.info(id)).status).toBe('Failed');
    await expect(bench.cd.listDeploymentInstances({ deploymentId: id })).rejects.toMatchObject(
      refusal('InvalidComputePlatform'),
    );
    await expect(
      bench.cd.putLifecycleEventHookExecutionStatus({
        deploymentId: id,
        lifecycleEventHookExecutionId: 'hook',
        status: 'Succeeded',
      }),
    ).rejects.toMatchObject(refusal('LifecycleEventAlreadyCompleted'));
  });
});

describe('a deployment of an AppSpec that was in the call', () => {
  it('names it by its hash; the revision has its content', async () => {
    const applicationName = 'lambda';
    await bench.cd.createApplication({ applicationName, computePlatform: 'Lambda' });
    await bench.cd.createDeploymentGroup({
      applicationName,
      deploymentGroupName: 'group',
      serviceRoleArn: 'arn:aws:iam::000000000000:role/deploy',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    });
    const content = '{"version":0.0}';
    const id = await bench.create('', {
      applicationName,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    });
    const { revision } = await bench.info(id);
    expect(revision?.appSpecContent).toEqual({
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const read = await bench.cd.getApplicationRevision({
      applicationName,
      revision: revision ?? {},
    });
    expect(read.revision?.appSpecContent?.content).toBe(content);
  });
});
