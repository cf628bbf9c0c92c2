import type * as CD from '@aws-sdk/client-codedeploy';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore } from '../adapters/sqlite-store';
import type { AgentEntry, DeployCommand } from '../core/deployment/journal';
import type { BusEvent, Operations } from '../ports/context';
import type { Job } from '../ports/store';
import { makeContext, type ClientContext, type Parts } from '../runtime/context';
import * as codedeploy from '../services/codedeploy/operations';
import { FakeBalancer, FakeScaling } from './fake-traffic';

const REVISIONS = 'revisions';
const HOUR_MS = 3_600_000;
/** Longer than a load balancer is asked again. */
const POLL_MS = 300;
const IDLE_ROUNDS = 5;

/** A revision of type S3 by its key. */
export const revisionAt = (key: string): CD.RevisionLocation => ({
  revisionType: 'S3',
  s3Location: { bucket: REVISIONS, key, bundleType: 'zip' },
});

interface FakeInstance {
  readonly id: string;
  readonly zone: string;
  readonly launchedAt: number;
  /** The value of its tag `group`, where that is not the group's. */
  readonly group?: string;
}

/** What a topic was sent. */
export interface Published {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
}

/**
 * CodeDeploy as it is, on a store of its own and a clock that stands, with instances, alarms and
 * topics that do as the test says.
 */
export class DeployBench {
  now = 1_700_000_000_000;
  readonly instances: FakeInstance[] = [];
  readonly given: { instanceId: string; command: DeployCommand }[] = [];
  readonly cancelled: string[] = [];
  readonly published: Published[] = [];
  readonly events: BusEvent[] = [];
  readonly alarms = new Map<string, string>();
  /** Every job comes twice, as after a kill. */
  isKilled = false;
  readonly balancer = new FakeBalancer();
  readonly scaling = new FakeScaling(
    (count) => this.launchTagged(count, 'scaled'),
    (ids) => this.terminate(ids),
  );
  readonly ctx: ClientContext;
  private readonly home = mkdtempSync(join(tmpdir(), 'starboard-deploys-'));
  private readonly store = new SqliteStore(join(this.home, 'store.db'));
  private serial = 0;

  constructor(readonly group = 'group') {
    const fakes: Readonly<Record<string, Operations>> = {
      codedeploy: codedeploy.operations,
      ec2: {
        DescribeInstances: () => this.described(),
        TerminateInstances: ({ InstanceIds }: { InstanceIds: string[] }) =>
          this.terminate(InstanceIds),
      },
      elbv2: this.balancer.operations,
      autoscaling: this.scaling.operations,
      s3: {
        GetObject: () => ({ ETag: '"etag"', Body: undefined }),
        HeadObject: () => ({ ETag: '"etag"' }),
      },
      sns: { Publish: (input: Published) => void this.published.push(input) },
      cloudwatch: {
        DescribeAlarms: ({ AlarmNames }: { AlarmNames: string[] }) => ({
          MetricAlarms: AlarmNames.flatMap((AlarmName) =>
            this.alarms.has(AlarmName)
              ? [{ AlarmName, StateValue: this.alarms.get(AlarmName) }]
              : [],
          ),
        }),
      },
    };
    const ec2: Operations = {
      deployToInstance: (input: { instanceId: string; command: DeployCommand }) =>
        void this.given.push(input),
      cancelOnInstance: ({ instanceId }: { instanceId: string }) =>
        void this.cancelled.push(instanceId),
    };
    const parts = {
      store: this.store,
      clock: { now: () => this.now },
      ids: {
        uuid: () => `00000000-0000-0000-0000-${String(++this.serial).padStart(12, '0')}`,
        random: (length: number) => String(++this.serial).padStart(length, '0'),
      },
      accountId: '000000000000',
      region: 'us-east-1',
      partition: 'aws',
      operations: (service: string) => fakes[service] ?? {},
      internal: (service: string) =>
        service === 'codedeploy' ? (codedeploy.internal as unknown as Operations) : ec2,
      authorize: () => undefined,
    } as unknown as Parts;
    const arn = 'arn:aws:iam::000000000000:root';
    this.ctx = makeContext(parts, {
      identity: { arn, userId: 'u', accessKeyId: 'k' },
      requestId: 'r',
    });
    codedeploy.recover(this.ctx);
  }

  close(): void {
    this.store.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  private described(): object {
    return {
      Reservations: this.instances.map(({ id, zone, launchedAt, group = this.group }) => ({
        Instances: [
          {
            InstanceId: id,
            Tags: [{ Key: 'group', Value: group }],
            Placement: { AvailabilityZone: zone },
            LaunchTime: new Date(launchedAt),
          },
        ],
      })),
    };
  }

  get cd() {
    return this.ctx.clientCall.codedeploy;
  }

  /** Instances `i-0`, `i-1` …, launched before anything was deployed. */
  launch(count: number, zone = 'us-east-1a', launchedAt = this.now - HOUR_MS): void {
    for (let i = 0; i < count; i++)
      this.instances.push({ id: `i-${this.instances.length}`, zone, launchedAt });
  }

  /** Instances that are tagged as another group's. */
  launchTagged(count: number, group: string): string[] {
    const ids = Array.from({ length: count }, (_, i) => `i-${this.instances.length + i}`);
    const [zone, launchedAt] = ['us-east-1a', this.now];
    this.instances.push(...ids.map((id) => ({ id, zone, launchedAt, group })));
    return ids;
  }

  terminate(ids: readonly string[]): void {
    const left = this.instances.filter((i) => !ids.includes(i.id));
    this.instances.splice(0, this.instances.length, ...left);
    for (const id of ids) this.ctx.enqueue('codedeploy.lost', id);
  }

  async makeGroup(given: Partial<CD.CreateDeploymentGroupInput> = {}): Promise<void> {
    const { applications = [] } = await this.cd.listApplications({});
    if (!applications.includes('app')) await this.cd.createApplication({ applicationName: 'app' });
    await this.cd.createDeploymentGroup({
      applicationName: 'app',
      deploymentGroupName: this.group,
      serviceRoleArn: 'arn:aws:iam::000000000000:role/deploy',
      ec2TagFilters: [{ Key: 'group', Value: this.group, Type: 'KEY_AND_VALUE' }],
      ...given,
    });
  }

  /** Creates a deployment, and performs what follows from that. */
  async create(key: string, given: Partial<CD.CreateDeploymentInput> = {}): Promise<string> {
    const { deploymentId = '' } = await this.cd.createDeployment({
      applicationName: 'app',
      deploymentGroupName: this.group,
      revision: revisionAt(key),
      ...given,
    });
    await this.settle();
    return deploymentId;
  }

  async info(deploymentId: string): Promise<CD.DeploymentInfo> {
    return (await this.cd.getDeployment({ deploymentId })).deploymentInfo ?? {};
  }

  /** The state of each target, in the order in which they are deployed to. */
  async targets(deploymentId: string): Promise<Record<string, string>> {
    const { targetIds = [] } = await this.cd.listDeploymentTargets({ deploymentId });
    if (!targetIds.length) return {};
    const { deploymentTargets = [] } = await this.cd.batchGetDeploymentTargets({
      deploymentId,
      targetIds,
    });
    return Object.fromEntries(
      deploymentTargets.map((t) => [t.instanceTarget?.targetId, t.instanceTarget?.status]),
    );
  }

  /** What an instance's agent tells. */
  async tell(instanceId: string, entry: AgentEntry): Promise<void> {
    this.ctx.enqueue('codedeploy.agent', 'agent', { instanceId, entry });
    await this.settle();
  }

  async end(deploymentId: string, ids: readonly string[], status: 'Succeeded' | 'Failed') {
    for (const id of ids)
      await this.tell(id, { type: 'deployment-ended', at: this.now, deploymentId, status });
  }

  /** Ends every target of a deployment as it comes, the ones named as failed. */
  async carryOut(
    deploymentId: string,
    failing: readonly string[] = [],
  ): Promise<CD.DeploymentInfo> {
    for (;;) {
      const running = Object.entries(await this.targets(deploymentId)).find(
        ([, status]) => status === 'InProgress',
      );
      if (!running) return this.info(deploymentId);
      await this.end(
        deploymentId,
        [running[0]],
        failing.includes(running[0]) ? 'Failed' : 'Succeeded',
      );
    }
  }

  /** An alarm changes its state, and everybody hears of it. */
  async alarm(name: string, value: string): Promise<void> {
    this.alarms.set(name, value);
    this.ctx.emit('aws.cloudwatch', 'CloudWatch Alarm State Change', {
      alarmName: name,
      state: { value },
    });
    await this.settle();
  }

  /** The agents do all that they are given, the events named fail (`i-0 ValidateService`), until nothing more comes. */
  async runAgents(deploymentId: string, failing: readonly string[] = []): Promise<void> {
    for (let done = 0, idle = 0; idle < IDLE_ROUNDS; idle++) {
      for (; done < this.given.length; done++) {
        const { instanceId, command } = this.given[done] ?? {};
        if (instanceId === undefined || command?.deploymentId !== deploymentId) continue;
        idle = 0;
        const isBad = (command.events ?? []).some((e) => failing.includes(`${instanceId} ${e}`));
        const status = isBad ? 'Failed' : 'Succeeded';
        const { piece } = command;
        await this.tell(instanceId, {
          ...{ type: 'deployment-ended', at: this.now, deploymentId, status, piece },
        });
      }
      await this.pass(POLL_MS);
    }
  }

  /** The documents of a kind. */
  kept(name: string): unknown[] {
    return this.store.list({ name });
  }

  async pass(ms: number): Promise<void> {
    this.now += ms;
    await this.settle();
  }

  /** Performs all jobs that are due, and those that follow from them; `butFor` stay to be done. */
  async settle(butFor?: string): Promise<void> {
    for (;;) {
      const job = this.store.dueJobs(this.now).find((j) => j.type !== butFor);
      if (!job) return;
      const jobs: Readonly<Record<string, (j: Job, c: ClientContext) => unknown>> = codedeploy.jobs;
      if (job.type === 'event') {
        this.events.push(job.payload as BusEvent);
        codedeploy.onEvent(job.payload as BusEvent, this.ctx);
      } else
        for (let times = this.isKilled ? 2 : 1; times > 0; times--)
          await jobs[job.type]?.(job, this.ctx);
      this.store.finishJob(job.id);
    }
  }
}
