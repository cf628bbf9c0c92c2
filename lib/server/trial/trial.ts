import 'server-only';
import { randomBytes } from 'node:crypto';
import { capital, stackName } from '@/lib/domain/projects/names';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { AppError, toAppError } from '../aws/errors';
import { journalGroup } from '../data/journal';
import { createProject, type CreatedProject } from '../projects/create';
import { deleteProject } from '../projects/delete';
import { awaitFirstRelease } from '../projects/first-release';
import { planProject, type ProjectOptions, type ProjectPlan } from '../projects/plan';
import { assertQuotas } from '../projects/quotas';
import type { OnProgress } from '../projects/stack-progress';
import { assertAccount } from '../verify/account';
import { costBound } from './cost';
import { approveNext, pushChange, rollBack, untilReleased, type TrialPipeline } from './pipeline';

/** What a trial makes, and what it may cost at most, in USD. */
export interface TrialPlan {
  readonly options: ProjectOptions;
  readonly plan: ProjectPlan;
  readonly bound: number;
  /** What there is to say of the account's quotas. */
  readonly quotas: readonly string[];
}

export interface TrialStep {
  readonly step: string;
  readonly state: 'done' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly why?: string | undefined;
}

export interface TrialReport {
  readonly name: string;
  readonly steps: readonly TrialStep[];
  /** What is still in the account, in words. */
  readonly left: readonly string[];
  readonly works: boolean;
}

/** Whoever follows a trial. */
export interface TrialListener {
  readonly onStep: (step: TrialStep) => void;
  readonly onResource: OnProgress;
}

/** Plans a trial in the account that was named; refuses what is above the budget, and accounts that may not be changed. */
export async function planTrial(
  connection: Connection,
  asked: {
    readonly account: string;
    readonly budget: number;
    readonly template: string;
    readonly parameters?: Readonly<Record<string, string>> | undefined;
  },
): Promise<TrialPlan> {
  await assertAccount(connection, asked.account);
  await assertMayWrite(connection);
  const options = {
    name: `verify-${randomBytes(4).toString('hex')}`,
    template: asked.template,
    parameters: asked.parameters,
    tags: { 'made-by': 'starboard-verify' },
  };
  const plan = await planProject(options);
  const bound = costBound(plan);
  if (bound > asked.budget)
    throw new AppError(
      'invalid',
      `This may cost up to ${bound.toFixed(2)} USD, which is above the budget of ${asked.budget.toFixed(2)} USD. Nothing was made. Raise --budget, or choose another --template.`,
    );
  return { options, plan, bound, quotas: await assertQuotas(connection, plan) };
}

const hasStack = async (connection: Connection, name: string): Promise<boolean> =>
  (await client('cloudformation', connection)).describeStacks({ StackName: stackName(name) }).then(
    ({ Stacks }) => Boolean(Stacks?.length),
    (error: unknown) => {
      if (isAwsError(error, 'ValidationError')) return false;
      throw error;
    },
  );

const hasRepository = async (connection: Connection, name: string): Promise<boolean> =>
  (await client('codecommit', connection)).getRepository({ repositoryName: name }).then(
    () => true,
    (error: unknown) => {
      if (isAwsError(error, 'RepositoryDoesNotExistException')) return false;
      throw error;
    },
  );

/** Removes what was noted of the trial; false where that may not be done. */
async function removeJournal(connection: Connection, name: string): Promise<boolean> {
  await assertMayWrite(connection);
  const logs = await client('logs', connection);
  return logs.deleteLogGroup({ logGroupName: journalGroup(name) }).then(
    () => true,
    (error: unknown) => isAwsError(error, 'ResourceNotFoundException'),
  );
}

/** What a trial has left of its own, in words; what cannot be asked about is said to be unknown. */
async function leftOf(connection: Connection, name: string): Promise<string[]> {
  const ask = async (what: string, has: Promise<boolean>): Promise<string[]> =>
    has.then(
      (there) => (there ? [what] : []),
      (error: unknown) => [`perhaps ${what}: ${toAppError(error).message}`],
    );
  return [
    ...(await ask(`the stack ${stackName(name)}`, hasStack(connection, name))),
    ...(await ask(`the repository ${name}`, hasRepository(connection, name))),
  ];
}

/** A step that takes longer than this on AWS is stuck. */
const STEP_MINUTES = 60;

/** Rejects as soon as the signal says so; the work itself goes on. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The steps of a trial, one after the other. */
class Trial {
  readonly steps: TrialStep[] = [];
  private readonly pipeline: TrialPipeline;
  private creating: Promise<CreatedProject> | undefined;
  /** The stack is there, or its creation has ended without one. */
  private begun: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly connection: Connection,
    private readonly planned: TrialPlan,
    private readonly listener: TrialListener,
    private readonly signal: AbortSignal,
  ) {
    this.pipeline = { connection, name: planned.options.name, signal };
  }

  private say(step: TrialStep): void {
    this.steps.push(step);
    this.listener.onStep(step);
  }

  private async step<T>(step: string, work: () => Promise<T>): Promise<T> {
    const began = Date.now();
    const seconds = (): number => Math.round((Date.now() - began) / 1000);
    const limit = new AbortController();
    const late = new Error(`It was not done within ${STEP_MINUTES} minutes.`);
    const timer = setTimeout(() => limit.abort(late), STEP_MINUTES * 60_000);
    try {
      this.signal.throwIfAborted();
      const value = await unlessAborted(work(), AbortSignal.any([this.signal, limit.signal]));
      this.say({ step, state: 'done', seconds: seconds() });
      return value;
    } catch (error) {
      this.say({ step, state: 'failed', seconds: seconds(), why: toAppError(error).message });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private create(): Promise<CreatedProject> {
    const { options } = this.planned;
    let first = (): void => undefined;
    const seen = new Promise<void>((resolve) => (first = resolve));
    const creating = createProject(this.connection, options, (p) => {
      first();
      this.listener.onResource(p);
    });
    this.creating = creating;
    this.begun = Promise.race([seen, creating.catch(() => undefined)]);
    return creating;
  }

  /** Where a stage cannot be rolled back there is a reason, and that is no failure of the trial. */
  private async goBack(stage: string, to: string, from: string): Promise<void> {
    const began = Date.now();
    try {
      await rollBack(this.pipeline, stage, to);
    } catch (error) {
      const { kind, message } = toAppError(error);
      if (kind !== 'conflict') throw error;
      const seconds = Math.round((Date.now() - began) / 1000);
      this.say({ step: `Roll ${stage} back`, state: 'skipped', seconds, why: message });
      return;
    }
    await this.step(`Roll ${stage} back`, () => untilReleased(this.pipeline, stage, from));
  }

  async run(): Promise<void> {
    const { pipeline, planned } = this;
    const stages = planned.plan.environments.map(capital);
    const [staging = '', production = staging] = stages;
    const created = await this.step('Create the project', () => this.create());
    await this.step(`Release to ${staging}`, () =>
      awaitFirstRelease(this.connection, created, () => undefined),
    );
    const first = await this.step(`Approve, and release to ${production}`, async () => {
      await approveNext(pipeline);
      return untilReleased(pipeline, production);
    });
    await this.step('Push a change', () => pushChange(pipeline));
    const second = await this.step(`Release the change to ${production}`, async () => {
      await untilReleased(pipeline, staging, first);
      await approveNext(pipeline);
      return untilReleased(pipeline, production, first);
    });
    await this.goBack(production, first, second);
  }

  /** Removes all that was made, also what is still being made. Does not reject; returns what is left. */
  async cleanUp(): Promise<string[]> {
    const { connection } = this;
    const { name } = this.planned.options;
    // That its creation fails from now on is because of the deletion.
    this.creating?.catch(() => undefined);
    await this.begun;
    const began = Date.now();
    const seconds = (): number => Math.round((Date.now() - began) / 1000);
    const step = 'Delete the project';
    let stays: readonly string[] = [];
    try {
      if (await hasStack(connection, name)) {
        const { onResource } = this.listener;
        stays = (await deleteProject(connection, name, { keepCode: false }, onResource)).stays;
        this.say({ step, state: 'done', seconds: seconds() });
      }
      stays = (await removeJournal(connection, name))
        ? stays.filter((what) => !what.includes(journalGroup(name)))
        : stays;
    } catch (error) {
      this.say({ step, state: 'failed', seconds: seconds(), why: toAppError(error).message });
    }
    return [...(await leftOf(connection, name)), ...stays];
  }
}

/**
 * Makes a project, releases a change, rolls it back and deletes everything again, also after a failure or when `signal`
 * interrupts it. Does not reject: the report says what became of it, and what is left.
 */
export async function runTrial(
  connection: Connection,
  planned: TrialPlan,
  listener: TrialListener,
  signal: AbortSignal,
): Promise<TrialReport> {
  const trial = new Trial(connection, planned, listener, signal);
  const ran = await trial.run().then(
    () => true,
    () => false,
  );
  const left = await trial.cleanUp();
  const works = ran && trial.steps.every((s) => s.state !== 'failed');
  return { name: planned.options.name, steps: trial.steps, left, works };
}
