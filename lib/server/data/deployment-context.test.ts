import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, Refused, type Answering, type Answers } from '@/e2e/support/answering';
import { cache } from '../cache/cache';
import { getDeploymentContext } from './deployment-context';
import { getDeploymentView } from './deployments';
import { getHookLog } from './hook-log';

let aws: Answering | undefined;
beforeEach(() => {
  cache.clear();
});
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

const AT = 1795349656;
const FAILED = 'd-44A3KWE2Y';
const BACK = 'd-86MA2PEYJ';
const revision = (key: string) => ({
  revisionType: 'S3',
  s3Location: { bucket: 'artifacts', key, bundleType: 'zip' },
});
const event = (name: string, status: string, diagnostics = {}) => ({
  lifecycleEventName: name,
  status,
  startTime: AT + 2,
  endTime: AT + 34,
  diagnostics,
});
const TARGET = {
  deploymentTargetType: 'InstanceTarget',
  instanceTarget: {
    deploymentId: FAILED,
    targetId: 'i-1',
    status: 'Failed',
    lifecycleEvents: [
      event('Install', 'Succeeded'),
      event('ValidateService', 'Failed', {
        errorCode: 'ScriptFailed',
        scriptName: 'scripts/validate.sh',
        message: 'Script at specified location: scripts/validate.sh failed with exit code 1',
        logTail:
          'LifecycleEvent - ValidateService\nScript - scripts/validate.sh\n[stderr]curl: (22) The requested URL returned error: 502\n',
      }),
    ],
  },
};

/** A deployment that failed and was rolled back, as GetDeployment tells of it. */
async function rolledBack(more: Answers = {}): Promise<Answering['connection']> {
  aws = await answering('eu-north-1', {
    GetDeployment: () => ({
      deploymentInfo: {
        deploymentId: FAILED,
        applicationName: 'scanner-relay',
        deploymentGroupName: 'gates',
        deploymentConfigName: 'three-quarters',
        status: 'Failed',
        creator: 'user',
        createTime: AT,
        completeTime: AT + 40,
        revision: revision('new'),
        previousRevision: revision('old'),
        rollbackInfo: {
          rollbackDeploymentId: BACK,
          rollbackMessage: `Deployment ${FAILED} terminated. Automatic rollback is triggered with a DeploymentId ${BACK}.`,
        },
        errorInformation: {
          code: 'HEALTH_CONSTRAINTS',
          message: 'The overall deployment failed …',
        },
      },
    }),
    ListDeploymentTargets: () => ({ targetIds: ['i-1'] }),
    BatchGetDeploymentTargets: () => ({ deploymentTargets: [TARGET] }),
    BatchGetDeploymentGroups: () => ({
      deploymentGroupsInfo: [
        {
          applicationName: 'scanner-relay',
          deploymentGroupName: 'gates',
          autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
          alarmConfiguration: { enabled: true, alarms: [{ name: 'gates-5xx' }] },
        },
      ],
    }),
    GetDeploymentConfig: () => ({
      deploymentConfigInfo: { minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 75 } },
    }),
    GetLogEvents: () => {
      throw new Refused('ResourceNotFoundException', 'The specified log group does not exist.');
    },
    ...more,
  });
  return aws.connection;
}
/** A line of scripts.log, seconds after the deployment's start. */
const line = (second: number, text: string) => ({
  timestamp: (AT + second) * 1000,
  message: `${new Date((AT + second) * 1000).toISOString().slice(0, 19).replace('T', ' ')} ${text}`,
});

describe('a deployment that was rolled back', () => {
  it('names the deployment that rolled it back, and the revisions on both sides', async () => {
    const view = await getDeploymentView(await rolledBack(), FAILED);
    expect(view.rollback.by).toBe(BACK);
    expect([view.before?.name, view.what?.name]).toEqual([
      's3://artifacts/old',
      's3://artifacts/new',
    ]);
  });
  it('is read with its group, its configuration and why its hook failed', async () => {
    const context = await getDeploymentContext(await rolledBack(), FAILED);
    expect(context).toMatchObject({
      minimum: { config: 'three-quarters', type: 'FLEET_PERCENT', value: 75 },
      rollsBackOn: ['DEPLOYMENT_FAILURE'],
      alarms: ['gates-5xx'],
      causes: [{ event: 'ValidateService', target: 'i-1', cause: 'curl got 502' }],
    });
  });
  it('takes the cause from the whole log where the instances send it', async () => {
    const said = Array.from({ length: 31 }, (_, i) =>
      line(3 + i, '[stderr]curl: (22) The requested URL returned error: 502'),
    );
    const connection = await rolledBack({
      GetLogEvents: ({ nextToken }) => ({
        events: nextToken ? [] : [line(3, 'LifecycleEvent - ValidateService'), ...said],
        nextForwardToken: 'f/1',
      }),
    });
    const { causes } = await getDeploymentContext(connection, FAILED);
    expect(causes[0]?.cause).toBe('curl got 502 for 30 s');
  });
  it("shows the end of a hook's log that CodeDeploy keeps, and why it is not whole", async () => {
    const page = await getHookLog(await rolledBack(), FAILED, 'i-1', 'ValidateService', '');
    expect(page.end).toBe(true);
    expect(page.note).toContain('no instance of gates sends its scripts.log');
    expect(page.lines.map((l) => l.text)).toContain(
      '[stderr]curl: (22) The requested URL returned error: 502',
    );
  });
  it('is shown without what may not be read, which is named', async () => {
    const connection = await rolledBack({
      GetDeploymentConfig: () => {
        throw new Refused('AccessDeniedException', 'no');
      },
    });
    const context = await getDeploymentContext(connection, FAILED);
    expect(context.minimum).toEqual({ config: 'three-quarters' });
    expect(context.unread.join()).toContain('deployment configuration');
  });
});
