import { expect, type Locator } from '@playwright/test';
import { ScaledFleet, serving } from '../../engine/testing/scaled-fleet';
import { lost, SteadyClient } from '../../engine/testing/steady-client';
import { noViolations } from './accessibility';
import type { Running } from './launch';
import type { Person } from './person';

export interface TurnsWalk {
  readonly person: Person;
  readonly running: Running;
  readonly looks: readonly ('light' | 'dark')[];
}

const INSTANCES = 2;
/** Longer than a test: what ends a wait is a person. */
const KEPT_MINUTES = 60;
/** How often somebody asks. */
const A_SECOND = 30;
/** Instances of a copy start, and are checked, on a slow machine. */
const READY_MS = 120_000;

/** The turns of a blue/green deployment that a person takes, each pressed on its page, and what requests get then. */
export class Turns {
  private readonly fleet: ScaledFleet;
  constructor(private readonly walk: TurnsWalk) {
    this.fleet = new ScaledFleet(walk.running, 'turns');
  }

  private get page() {
    return this.walk.person.page;
  }

  private get main() {
    return this.page.getByRole('main');
  }

  private async axe(): Promise<void> {
    if (this.walk.looks.length) await noViolations(this.page, this.walk.looks);
  }

  /** A fleet that serves `first`, and whose deployments wait for somebody from now on. */
  private async prepare(): Promise<void> {
    await this.fleet.prepare(INSTANCES);
    const first = await this.fleet.ended(await this.fleet.begin(serving('first')));
    expect(first.status).toBe('Succeeded');
    await this.fleet.makeBlueGreen(KEPT_MINUTES, {
      actionOnTimeout: 'STOP_DEPLOYMENT',
      waitTimeInMinutes: KEPT_MINUTES,
    });
  }

  /** A deployment whose new fleet is installed, and its page. */
  private async ready(version: string): Promise<string> {
    const before = await this.fleet.answer();
    const id = await this.fleet.begin(serving(version));
    await this.walk.person.open(`/deployments/${id}`);
    await expect(this.main).toContainText('Waiting for somebody to reroute traffic', {
      timeout: READY_MS,
    });
    await expect(this.main).toContainText('Requests go to both instances of the old fleet.');
    expect((await this.fleet.info(id)).status).toBe('Ready');
    expect(await this.fleet.answer()).toBe(before);
    return id;
  }

  /** One of the page's buttons, and the button of its dialog. */
  private async press(name: string, confirm: string): Promise<void> {
    await this.take(this.main.getByRole('button', { name, exact: true }), confirm);
  }

  private async take(first: Locator, confirm: string): Promise<void> {
    const { person } = this.walk;
    await person.press(first);
    const dialog = this.page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: confirm, exact: true });
    await expect(button).toBeEnabled();
    await this.axe();
    await person.press(button);
    await expect(dialog).toContainText('Asked');
    await this.axe();
    await this.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }

  private async reroute(): Promise<void> {
    await this.press('Reroute traffic…', 'Reroute traffic');
    await this.rerouted();
  }

  private async rerouted(): Promise<void> {
    await expect(this.main).toContainText('The old fleet still runs', { timeout: READY_MS });
    await expect(this.main).toContainText('Requests go to both instances of the new fleet.');
  }

  /** Traffic goes to the new fleet, and back to the old one. */
  private async forthAndBack(): Promise<void> {
    const id = await this.ready('second');
    await this.axe();
    await this.reroute();
    expect(await this.fleet.answer()).toBe('second');
    await this.axe();
    await this.press('Reroute back…', 'Reroute back');
    const back = await this.fleet.rollbackOf(id);
    expect(back.status).toBe('Succeeded');
    expect(await this.fleet.answer()).toBe('first');
    await expect(this.main).toContainText(`Then ${back.deploymentId ?? ''} rolled it back.`);
    await expect(this.main).toContainText('The new fleet is left: 2 instances');
    await this.axe();
    await this.walk.person.open(`/deployments/${back.deploymentId ?? ''}`);
    await expect(this.main).toContainText('The old fleet has its traffic back.');
    await expect(this.main).toContainText('requests went to both instances of the old fleet.');
    await this.axe();
    await this.walk.person.open('/environments/turns/group');
    await expect(this.main).toContainText('2 of 2 healthy');
    await this.axe();
    await this.walk.person.open('/load-balancers');
    for (const words of ['internet-facing', 'Active', 'HTTP:80', '2 of 2 healthy', 'turns → group'])
      await expect(this.main).toContainText(words);
    await this.axe();
    await this.dropCopy(id);
  }

  /** Nobody wants it: the old fleet goes on. */
  private async stopped(): Promise<void> {
    const id = await this.ready('third');
    await this.press('Stop…', 'Stop the deployment');
    await this.fleet.ended(id);
    await expect(this.main).toContainText('The new fleet is left: 2 instances');
    expect((await this.fleet.info(id)).status).toBe('Stopped');
    expect(await this.fleet.answer()).toBe('first');
    await this.axe();
    await this.dropCopy(id);
  }

  /** What a deployment that was not kept leaves behind. */
  private async dropCopy(id: string): Promise<void> {
    await this.fleet.scaling.deleteAutoScalingGroup({
      AutoScalingGroupName: `CodeDeploy_group_${id}`,
      ForceDelete: true,
    });
  }

  private async groups(): Promise<(string | undefined)[]> {
    const { AutoScalingGroups = [] } = await this.fleet.scaling.describeAutoScalingGroups({});
    return AutoScalingGroups.map((g) => g.AutoScalingGroupName);
  }

  /** Nobody needs the way back any more. */
  private async oldFleetEnded(): Promise<void> {
    const id = await this.ready('fourth');
    await this.walk.person.open('/');
    const waiting = this.main.getByRole('listitem').filter({ hasText: 'Waiting to reroute' });
    await expect(waiting).toContainText('turns → group');
    await this.axe();
    await this.take(waiting.getByRole('button', { name: /^Reroute…/ }), 'Reroute traffic');
    await expect(waiting).toHaveCount(0);
    await this.walk.person.open(`/deployments/${id}`);
    await this.rerouted();
    await this.press('Terminate the old fleet…', 'Terminate the old fleet');
    expect((await this.fleet.ended(id)).status).toBe('Succeeded');
    await expect(this.main).toContainText('The old fleet was terminated.');
    expect(await this.fleet.answer()).toBe('fourth');
    await this.page.reload();
    await expect(this.main).toContainText('Response time, p90');
    // Its group goes once its instances have.
    await expect
      .poll(() => this.groups(), { timeout: READY_MS })
      .toEqual([`CodeDeploy_group_${id}`]);
    await this.axe();
  }

  async all(): Promise<void> {
    await this.prepare();
    const client = new SteadyClient(this.fleet.url, A_SECOND);
    try {
      await this.forthAndBack();
      await this.stopped();
      await this.oldFleetEnded();
    } finally {
      await client.stop();
    }
    expect(client.answers.length).toBeGreaterThan(A_SECOND);
    expect(lost(client.answers)).toEqual([]);
  }
}
