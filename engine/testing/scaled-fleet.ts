import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import {
  CodeDeploy,
  type CreateDeploymentInput,
  type DeploymentInfo,
  type DeploymentReadyOption,
  type UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { S3 } from '@aws-sdk/client-s3';
import { zipped, type Reached, type Revision } from './deployments';
import { until } from './wait';

const ROLE = 'arn:aws:iam::000000000000:role/deploy';
const HEALTH_SECONDS = 5;
const DRAIN_SECONDS = '5';
/** One instance after another, each with its traffic moved. */
const DEPLOYMENT_SECONDS = 180;
const LOOK_MS = 100;

/** A server that answers with its version, and ends what is in flight before it stops. */
const server = (version: string): string => `
import { createServer } from 'node:http';
const server = createServer((request, response) => response.end(${JSON.stringify(version)}));
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;
const START = `#!/bin/sh
nohup node /opt/scaled/server.mjs >/dev/null 2>&1 &
echo $! >/opt/scaled/pid
`;
/** One that is down already is stopped. */
const STOP = '#!/bin/sh\nkill "$(cat /opt/scaled/pid)" 2>/dev/null || true\n';

/** A revision that serves its version; scripts of further events may be given (\`AfterAllowTraffic\`). */
export const serving = (
  version: string,
  scripts: Readonly<Record<string, string>> = {},
): Revision => {
  const own = Object.fromEntries(
    Object.entries(scripts).map(([event, script]) => [`${event}.sh`, `#!/bin/sh\n${script}\n`]),
  );
  const hooks = Object.keys(scripts).map((event) => `  ${event}: [{location: ${event}.sh}]`);
  return {
    'server.mjs': server(version),
    'start.sh': START,
    'stop.sh': STOP,
    ...own,
    'appspec.yml': [
      'version: 0.0\nos: linux',
      'files: [{source: server.mjs, destination: /opt/scaled}]',
      'hooks:',
      '  ApplicationStop: [{location: stop.sh}]',
      '  ApplicationStart: [{location: start.sh}]',
      ...hooks,
    ].join('\n'),
  };
};

/** An Auto Scaling group behind a load balancer, and the deployment group for both. */
export class ScaledFleet {
  readonly deploy: CodeDeploy;
  readonly scaling: AutoScaling;
  readonly elb: ElasticLoadBalancingV2;
  readonly ec2: EC2;
  private readonly s3: S3;
  private serial = 0;
  url = '';
  targetGroupArn = '';

  constructor(
    engine: Reached,
    readonly name: string,
  ) {
    this.deploy = new CodeDeploy(engine.client);
    this.scaling = new AutoScaling(engine.client);
    this.elb = new ElasticLoadBalancingV2(engine.client);
    this.ec2 = new EC2(engine.client);
    this.s3 = new S3({ ...engine.client, forcePathStyle: true });
  }

  /** The same fleet, once its engine has been started again. */
  at(engine: Reached): ScaledFleet {
    const next = new ScaledFleet(engine, this.name);
    next.serial = this.serial;
    next.url = this.url;
    next.targetGroupArn = this.targetGroupArn;
    return next;
  }

  private async balance(port: number): Promise<string> {
    const { name: Name } = this;
    const { Subnets = [] } = await this.ec2.describeSubnets({});
    const [first] = Subnets;
    const { TargetGroups = [] } = await this.elb.createTargetGroup({
      Name,
      Protocol: 'HTTP',
      Port: port,
      VpcId: first?.VpcId,
      HealthCheckIntervalSeconds: HEALTH_SECONDS,
      HealthyThresholdCount: 2,
      HealthCheckTimeoutSeconds: 2,
    });
    this.targetGroupArn = TargetGroups[0]?.TargetGroupArn ?? '';
    await this.elb.modifyTargetGroupAttributes({
      TargetGroupArn: this.targetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: DRAIN_SECONDS }],
    });
    const { LoadBalancers = [] } = await this.elb.createLoadBalancer({
      Name,
      Subnets: Subnets.slice(0, 2).map((s) => s.SubnetId ?? ''),
    });
    await this.elb.createListener({
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: this.targetGroupArn }],
    });
    this.url = `http://${LoadBalancers[0]?.DNSName ?? ''}/`;
    return first?.SubnetId ?? '';
  }

  async prepare(size: number, port = 80): Promise<void> {
    const { name } = this;
    const subnet = await this.balance(port);
    await this.ec2.createLaunchTemplate({
      LaunchTemplateName: name,
      LaunchTemplateData: { ImageId: 'ami-12345678', InstanceType: 't3.micro' },
    });
    await this.scaling.createAutoScalingGroup({
      AutoScalingGroupName: name,
      LaunchTemplate: { LaunchTemplateName: name, Version: '$Latest' },
      MinSize: 1,
      MaxSize: 8,
      DesiredCapacity: size,
      VPCZoneIdentifier: subnet,
      TargetGroupARNs: [this.targetGroupArn],
    });
    await this.inService(name, size);
    await this.s3.createBucket({ Bucket: `${name}-revisions` });
    await this.deploy.createApplication({ applicationName: name });
    await this.deploy.createDeploymentGroup({
      applicationName: name,
      deploymentGroupName: 'group',
      serviceRoleArn: ROLE,
      autoScalingGroups: [name],
      loadBalancerInfo: { targetGroupInfoList: [{ name }] },
      deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    });
  }

  async inService(group: string, size: number): Promise<string[]> {
    return until(`${size} instances of ${group} are in service`, async () => {
      const { AutoScalingGroups = [] } = await this.scaling.describeAutoScalingGroups({
        AutoScalingGroupNames: [group],
      });
      const ids = (AutoScalingGroups[0]?.Instances ?? []).flatMap((i) =>
        i.LifecycleState === 'InService' ? (i.InstanceId ?? []) : [],
      );
      return ids.length === size && ids;
    });
  }

  async update(more: Partial<UpdateDeploymentGroupInput>): Promise<void> {
    await this.deploy.updateDeploymentGroup({
      applicationName: this.name,
      currentDeploymentGroupName: 'group',
      ...more,
    });
  }

  /** From now on a deployment copies the group, and keeps the original for so long; traffic goes over by itself. */
  async makeBlueGreen(
    terminationWaitTimeInMinutes = 60,
    deploymentReadyOption: DeploymentReadyOption = { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
  ): Promise<void> {
    await this.update({
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      blueGreenDeploymentConfiguration: {
        greenFleetProvisioningOption: { action: 'COPY_AUTO_SCALING_GROUP' },
        deploymentReadyOption,
        terminateBlueInstancesOnDeploymentSuccess: {
          action: 'TERMINATE',
          terminationWaitTimeInMinutes,
        },
      },
    });
  }

  async begin(revision: Revision, more: Partial<CreateDeploymentInput> = {}): Promise<string> {
    const Key = `${++this.serial}.zip`;
    const Bucket = `${this.name}-revisions`;
    await this.s3.putObject({ Bucket, Key, Body: await zipped(revision) });
    const { deploymentId = '' } = await this.deploy.createDeployment({
      applicationName: this.name,
      deploymentGroupName: 'group',
      fileExistsBehavior: 'OVERWRITE',
      revision: {
        revisionType: 'S3',
        s3Location: { bucket: Bucket, key: Key, bundleType: 'zip' },
      },
      ...more,
    });
    return deploymentId;
  }

  async info(deploymentId: string): Promise<DeploymentInfo> {
    return (await this.deploy.getDeployment({ deploymentId })).deploymentInfo ?? {};
  }

  /** A deployment, when it is as `isMeant` says. */
  async when(
    deploymentId: string,
    what: string,
    isMeant: (d: DeploymentInfo) => boolean | undefined,
  ): Promise<DeploymentInfo> {
    return until(
      `${deploymentId} ${what}`,
      async () => {
        const info = await this.info(deploymentId);
        return isMeant(info) && info;
      },
      DEPLOYMENT_SECONDS,
    );
  }

  async ended(deploymentId: string): Promise<DeploymentInfo> {
    return this.when(deploymentId, 'ends', (d) => d.completeTime !== undefined);
  }

  async rollbackOf(deploymentId: string): Promise<DeploymentInfo> {
    const info = await this.when(
      deploymentId,
      'is rolled back',
      (d) => d.rollbackInfo?.rollbackDeploymentId !== undefined,
    );
    return this.ended(info.rollbackInfo?.rollbackDeploymentId ?? '');
  }

  /** What a request gets now. */
  async answer(): Promise<string> {
    return (await fetch(this.url)).text();
  }

  /** Targets of the balancer that are healthy now. */
  async healthy(): Promise<number> {
    const { TargetHealthDescriptions = [] } = await this.elb.describeTargetHealth({
      TargetGroupArn: this.targetGroupArn,
    });
    return TargetHealthDescriptions.filter((t) => t.TargetHealth?.State === 'healthy').length;
  }

  /** Looks ten times a second until it is stopped; the fewest healthy targets of all looks that were answered. */
  watchHealthy(): () => Promise<number> {
    let fewest = Infinity;
    let isOver = false;
    const looking = (async () => {
      while (!isOver) {
        // While its engine is down nobody tells; the proxy goes on.
        fewest = Math.min(fewest, await this.healthy().catch(() => Infinity));
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    })();
    return async () => {
      isOver = true;
      await looking;
      return fewest;
    };
  }
}
