import {
  CodeDeploy,
  type CreateDeploymentInput,
  type LifecycleEvent,
} from '@aws-sdk/client-codedeploy';
import { EC2 } from '@aws-sdk/client-ec2';
import { S3 } from '@aws-sdk/client-s3';
import { ZipFile } from 'yazl';
import type { TestEngine } from './start';
import { until } from './wait';

const EXECUTABLE = 0o100755;
const PLAIN = 0o100644;

/** A revision: paths and contents; scripts (`*.sh`) are executable. */
export type Revision = Readonly<Record<string, string>>;

export async function zipped(revision: Revision): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(revision)) {
    zip.addBuffer(Buffer.from(content), name, { mode: name.endsWith('.sh') ? EXECUTABLE : PLAIN });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

export interface Deployed {
  readonly id: string;
  readonly status: string;
  readonly events: readonly LifecycleEvent[];
  /** What the failed event says, else nothing. */
  readonly message: string;
}

/** An engine that SDK clients reach. */
export interface Reached {
  readonly client: Omit<TestEngine['client'], 'maxAttempts'>;
}

/** One instance and its deployment group, by the SDK's clients. */
export class Deployments {
  readonly deploy: CodeDeploy;
  readonly ec2: EC2;
  private readonly s3: S3;
  private readonly bucket: string;
  private serial = 0;
  instanceId = '';
  groupId = '';

  constructor(
    engine: Reached,
    private readonly name: string,
  ) {
    this.deploy = new CodeDeploy(engine.client);
    this.ec2 = new EC2(engine.client);
    this.bucket = `revisions-${name}`;
    this.s3 = new S3({ ...engine.client, forcePathStyle: true });
  }

  /** Launches `count` instances, of which the first is known by its id, and makes application and group. */
  async prepare({
    tags = {},
    profile,
    count = 1,
    groups,
  }: {
    tags?: Readonly<Record<string, string>>;
    profile?: string;
    count?: number;
    /** Security groups; the default one where none is named. */
    groups?: string[];
  } = {}): Promise<void> {
    const { Instances = [] } = await this.ec2.runInstances({
      ImageId: 'ami-12345678',
      MinCount: count,
      MaxCount: count,
      SecurityGroupIds: groups,
      IamInstanceProfile: profile === undefined ? undefined : { Name: profile },
      TagSpecifications: [
        {
          ResourceType: 'instance',
          Tags: Object.entries({ group: this.name, ...tags }).map(([Key, Value]) => ({
            Key,
            Value,
          })),
        },
      ],
    });
    this.instanceId = Instances[0]?.InstanceId ?? '';
    const InstanceIds = Instances.map((i) => i.InstanceId ?? '');
    await until(`${InstanceIds.join(', ')} run`, async () => {
      const { Reservations = [] } = await this.ec2.describeInstances({ InstanceIds });
      return Reservations.every((r) => r.Instances?.every((i) => i.State?.Name === 'running'));
    });
    await this.s3.createBucket({ Bucket: this.bucket });
    await this.deploy.createApplication({ applicationName: this.name });
    const made = await this.deploy.createDeploymentGroup({
      applicationName: this.name,
      deploymentGroupName: 'group',
      serviceRoleArn: 'arn:aws:iam::000000000000:role/deploy',
      ec2TagFilters: [{ Key: 'group', Value: this.name, Type: 'KEY_AND_VALUE' }],
    });
    this.groupId = made.deploymentGroupId ?? '';
  }

  /** The same instance and group, once its engine has been started again. */
  at(engine: Reached): Deployments {
    const next = new Deployments(engine, this.name);
    next.serial = this.serial;
    next.instanceId = this.instanceId;
    next.groupId = this.groupId;
    return next;
  }

  async run(revision: Revision, more: Partial<CreateDeploymentInput> = {}): Promise<Deployed> {
    return this.ended(await this.begin(revision, more));
  }

  async begin(revision: Revision, more: Partial<CreateDeploymentInput> = {}): Promise<string> {
    const Key = `${this.name}-${++this.serial}.zip`;
    await this.s3.putObject({ Bucket: this.bucket, Key, Body: await zipped(revision) });
    const { deploymentId = '' } = await this.deploy.createDeployment({
      applicationName: this.name,
      deploymentGroupName: 'group',
      revision: {
        revisionType: 'S3',
        s3Location: { bucket: this.bucket, key: Key, bundleType: 'zip' },
      },
      ...more,
    });
    return deploymentId;
  }

  /** A deployment, when it has ended. */
  async ended(deploymentId: string): Promise<Deployed> {
    const status = await until(`${deploymentId} ends`, async () => {
      const { deploymentInfo } = await this.deploy.getDeployment({ deploymentId });
      return deploymentInfo?.completeTime && deploymentInfo.status;
    });
    const target = await this.deploy.getDeploymentTarget({
      deploymentId,
      targetId: this.instanceId,
    });
    const events = target.deploymentTarget?.instanceTarget?.lifecycleEvents ?? [];
    const failed = events.find((e) => e.status === 'Failed');
    return { id: deploymentId, status, events, message: failed?.diagnostics?.message ?? '' };
  }
}
