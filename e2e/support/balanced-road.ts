import { expect, type Locator } from '@playwright/test';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lost, SteadyClient } from '../../engine/testing/steady-client';
import { noViolations } from './accessibility';
import type { Running } from './launch';
import type { Person } from './person';
import { clone } from './road';

export interface BalancedWalk {
  readonly person: Person;
  readonly running: Running;
  /** A folder for the clone. */
  readonly work: string;
  readonly looks: readonly ('light' | 'dark')[];
  readonly target: 'servers' | 'servers-blue-green';
}

const CARD = {
  servers: 'Load balancer, in place',
  'servers-blue-green': 'Load balancer, blue/green',
} as const;

/** What a target of that name starts in one environment unless somebody says otherwise. */
const INSTANCES = 2;
/** How often somebody asks. */
const A_SECOND = 30;
/** A release on a slow machine: instances start, are checked and drained. */
const RELEASE_MS = 90_000;

/** A project behind a load balancer from Create to nothing left: two releases, one that breaks, the way back. */
export class BalancedRoad {
  private url = '';
  private repo: Awaited<ReturnType<typeof clone>> | undefined;
  constructor(private readonly walk: BalancedWalk) {}

  private get main(): Locator {
    return this.walk.person.page.getByRole('main');
  }

  private async axe(): Promise<void> {
    if (this.walk.looks.length) await noViolations(this.walk.person.page, this.walk.looks);
  }

  async create(): Promise<void> {
    const { person, target } = this.walk;
    const { page } = person;
    await person.open('/projects/new');
    await person.press(page.getByRole('button', { name: /^Plain Node/ }));
    await person.press(page.getByRole('radio', { name: new RegExp(`^${CARD[target]}`) }));
    await person.write(page.getByRole('textbox', { name: 'Name', exact: true }), 'fleet');
    // One environment: whatever the target, two instances.
    await person.press(page.getByRole('button', { name: 'Remove production' }));
    await expect(page.getByText('Free', { exact: true })).toBeVisible();
    await expect(page.getByText(`Starts ${INSTANCES} instances`)).toBeVisible();
    if (target === 'servers-blue-green') {
      await page.getByText('Options:').click();
      await person.write(page.getByLabel('Minutes the old instances stay'), '0');
    }
    const plan = page.getByRole('region', { name: 'Will be created' });
    await expect(plan).toContainText('Load balancer');
    await this.axe();
    await person.press(page.getByRole('button', { name: 'Create fleet' }));
    await expect(page.locator('h1')).toContainText(/Created fleet|was not created/, {
      timeout: 60_000,
    });
    expect(await this.main.innerText()).toContain('Created fleet');
    const staging = page
      .getByRole('region', { name: 'First release' })
      .getByRole('listitem')
      .filter({ hasText: 'Staging' });
    await expect(staging).toContainText('Succeeded', { timeout: RELEASE_MS });
    await this.axe();
    await person.open('/projects/fleet');
    const link = page.getByRole('region', { name: 'staging' }).getByRole('link');
    this.url = (await link.first().getAttribute('href')) ?? '';
    expect(await (await fetch(this.url)).text()).toContain('<h1>Hello from plain Node</h1>');
    await this.axe();
  }

  private async push(
    file: string,
    change: (text: string) => string,
    message: string,
  ): Promise<void> {
    this.repo ??= await clone(
      this.walk.running,
      'fleet',
      mkdtempSync(join(this.walk.work, 'road-')),
    );
    const { dir, git } = this.repo;
    const path = join(dir, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    await git('commit', '-qam', message);
    await git('push', '-q', 'origin', 'main');
  }

  private async heading(): Promise<string> {
    return /<h1>([^<]*)/.exec(await (await fetch(this.url)).text())?.[1] ?? '';
  }

  private async lastDeployment() {
    const cd = new CodeDeploy(this.walk.running.client);
    const { deployments = [] } = await cd.listDeployments({
      applicationName: 'fleet',
      deploymentGroupName: 'staging',
    });
    const { deploymentsInfo = [] } = await cd.batchGetDeployments({ deploymentIds: deployments });
    return deploymentsInfo.sort((a, b) => Number(b.createTime) - Number(a.createTime))[0];
  }

  /** A good release, and the way back by a person. */
  async release(): Promise<void> {
    await this.push(
      'src/page.js',
      (t) => t.replace(/<h1>[^<]*/, '<h1>Second release'),
      'Second release',
    );
    await expect.poll(() => this.heading(), { timeout: RELEASE_MS }).toBe('Second release');
    await this.deployed('user');
    const { person } = this.walk;
    const { page } = person;
    await person.open('/pipelines/fleet');
    await person.press(
      page
        .getByRole('region', { name: 'Staging' })
        .getByRole('button', { name: 'Roll back Staging…' }),
    );
    const dialog = page.getByRole('dialog');
    await person.write(dialog.getByRole('textbox'), 'The first one was right');
    await person.press(dialog.getByRole('button', { name: /^Roll back Staging to/ }));
    await expect(page.locator('.watch')).toContainText('Succeeded', { timeout: RELEASE_MS });
    expect(await this.heading()).toBe('Hello from plain Node');
    await page.keyboard.press('Escape');
  }

  /** A release that does not start: CodeDeploy undoes it by a deployment of its own. */
  async breakRelease(): Promise<void> {
    // Its tests pass, and it does not start.
    await this.push('src/server.js', (t) => `throw new Error('broken');\n${t}`, 'Break it');
    await this.deployed('codeDeployRollback');
    expect(await this.heading()).toBe('Hello from plain Node');
    const { person } = this.walk;
    await person.open('/');
    await expect(person.page.locator('.attention > li').first()).toContainText('Staging');
    await this.axe();
  }

  /** The newest deployment is of this creator, and has succeeded. */
  private async deployed(creator: string): Promise<void> {
    await expect
      .poll(
        async () => {
          const last = await this.lastDeployment();
          return `${last?.creator ?? ''} ${last?.status ?? ''}`;
        },
        { timeout: RELEASE_MS },
      )
      .toBe(`${creator} Succeeded`);
  }

  /** Somebody asks all the time, and sees none of it. */
  private async unseen(work: () => Promise<void>): Promise<void> {
    const client = new SteadyClient(this.url, A_SECOND);
    const answers = await work().then(
      () => client.stop(),
      async (error: unknown) => {
        await client.stop();
        throw error;
      },
    );
    expect(answers.length).toBeGreaterThan(A_SECOND);
    expect(lost(answers)).toEqual([]);
  }

  async remove(): Promise<void> {
    const { person, running } = this.walk;
    const { page } = person;
    await person.open('/projects/fleet/settings');
    await person.press(page.getByRole('button', { name: 'Delete fleet…' }));
    const dialog = page.getByRole('dialog');
    await person.write(dialog.getByRole('textbox'), 'fleet');
    await person.press(dialog.getByRole('button', { name: 'Delete fleet', exact: true }));
    await expect(page.locator('h1')).toContainText('Deleted fleet', { timeout: RELEASE_MS });
    const { client } = running;
    const [groups, balancers, targets, templates, instances] = await Promise.all([
      new AutoScaling(client).describeAutoScalingGroups({}),
      new ElasticLoadBalancingV2(client).describeLoadBalancers({}),
      new ElasticLoadBalancingV2(client).describeTargetGroups({}),
      new EC2(client).describeLaunchTemplates({}),
      new EC2(client).describeInstances({
        Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping'] }],
      }),
    ]);
    expect([
      groups.AutoScalingGroups,
      balancers.LoadBalancers,
      targets.TargetGroups,
      templates.LaunchTemplates,
      instances.Reservations,
    ]).toEqual([[], [], [], [], []]);
    await expect(fetch(this.url)).rejects.toThrow();
  }

  async all(): Promise<void> {
    await this.create();
    await this.unseen(async () => {
      await this.release();
      await this.breakRelease();
    });
    await this.remove();
  }
}
