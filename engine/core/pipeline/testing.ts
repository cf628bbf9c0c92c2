import {
  modeOf,
  type ActionDeclaration,
  type ConditionDeclaration,
  type Declaration,
} from './declaration';
import { step } from './machine';
import {
  isOver,
  type Execution,
  type PipelineEvent,
  type PipelineState,
  type RuleStatus,
  type StageState,
} from './types';

export const action = (name: string, category: string, runOrder = 1): ActionDeclaration => ({
  name,
  runOrder,
  actionTypeId: { category, owner: 'AWS', provider: 'P', version: '1' },
});
export const rule = (name: string) => ({
  name,
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
});
export const condition = (
  result: string | undefined,
  ...names: string[]
): readonly ConditionDeclaration[] => [{ result, rules: names.map(rule) }];

export const declaration: Declaration = {
  name: 'p',
  roleArn: 'r',
  stages: [
    { name: 'Source', actions: [action('Fetch', 'Source')] },
    {
      name: 'Build',
      actions: [action('A', 'Build'), action('B', 'Build'), action('C', 'Build', 2)],
    },
    { name: 'Gate', actions: [action('Approve', 'Approval')] },
    { name: 'Deploy', actions: [action('Ship', 'Deploy')] },
  ],
};

/** The declaration with one stage changed. */
export function withStage(name: string, change: object, mode?: string): Declaration {
  return {
    ...declaration,
    ...(mode ? { executionMode: mode } : {}),
    stages: declaration.stages.map((s) => (s.name === name ? { ...s, ...change } : s)),
  };
}

const stageState = (name: string): StageState => ({
  name,
  waiting: [],
  transition: { enabled: true },
  latest: {},
});

/** A pipeline without a store: events in, what it commands out, executions that are over still at hand. */
export class Pipeline {
  state: PipelineState;
  private ids = 0;
  private serial = 0;

  constructor(readonly declared: Declaration = declaration) {
    this.state = {
      version: 1,
      stageStates: declared.stages.map((s) => stageState(s.name)),
      executions: {},
    };
  }

  send(event: PipelineEvent): string[] {
    const next = step(this.state, event, {
      now: 1000 + this.ids,
      newId: () => `a${++this.ids}`,
      rollbackTo: (target) =>
        this.state.executions[target]
          ? this.execution(`r${++this.ids}`, { type: 'ROLLBACK', rollbackTarget: target })
          : undefined,
    });
    this.state = next.state;
    return next.commands.map((c) => {
      switch (c.type) {
        case 'run-action':
          return `run ${c.executionId} ${this.state.executions[c.executionId]?.actions.find((a) => a.id === c.actionId)?.name ?? '?'}`;
        case 'run-rule':
          return `judge ${c.executionId} ${this.state.executions[c.executionId]?.rules?.find((r) => r.id === c.ruleId)?.name ?? '?'}`;
        case 'action-state':
          return `action ${c.state}`;
        case 'stage-state':
          return `${c.executionId} ${c.stage} ${c.state}`;
        case 'abandoned':
          return `abandoned ${c.actionId}`;
        case 'pipeline-state':
          return `${c.executionId} ${c.state}`;
      }
    });
  }

  execution(id: string, more: Partial<Execution> = {}): Execution {
    return {
      id,
      serial: ++this.serial,
      pipeline: 'p',
      version: this.state.version,
      declaration: this.declared,
      status: 'InProgress',
      startTime: 0,
      lastUpdate: 0,
      trigger: { triggerType: 't', triggerDetail: '' },
      type: 'STANDARD',
      variables: {},
      overrides: {},
      artifacts: {},
      stages: [],
      actions: [],
      attempts: 1,
      ...more,
    };
  }

  start(id: string): string[] {
    return this.send({ type: 'start', execution: this.execution(id) });
  }

  running(id: string, name: string): string {
    return (
      this.state.executions[id]?.actions.find((a) => a.name === name && a.status === 'InProgress')
        ?.id ?? ''
    );
  }

  succeed(id: string, name: string): string[] {
    return this.send({
      type: 'action-succeeded',
      executionId: id,
      actionId: this.running(id, name),
    });
  }

  fail(id: string, name: string): string[] {
    return this.send({
      type: 'action-failed',
      executionId: id,
      actionId: this.running(id, name),
      error: { code: 'JobFailed', message: 'broken' },
    });
  }

  judge(id: string, name: string, status: 'Succeeded' | 'Failed'): string[] {
    const found = this.state.executions[id]?.rules?.find(
      (r) => r.name === name && r.status === ('InProgress' satisfies RuleStatus),
    );
    return this.send({ type: 'rule-ended', executionId: id, ruleId: found?.id ?? '', status });
  }

  upTo(id: string, names: readonly string[]): void {
    for (const name of names) this.succeed(id, name);
  }

  status(id: string): string | undefined {
    return this.state.executions[id]?.status;
  }

  stage(id: string, name: string) {
    return this.state.executions[id]?.stages.find((s) => s.name === name);
  }

  stageState(name: string) {
    return this.state.stageStates.find((s) => s.name === name);
  }

  /** What must hold at any moment, whatever has happened. Returns what does not. */
  broken(): string[] {
    const wrong: string[] = [];
    const all = Object.values(this.state.executions);
    for (const s of this.state.stageStates) {
      if (s.lockedBy !== undefined && isOver(this.state.executions[s.lockedBy]?.status ?? 'Failed'))
        wrong.push(`${s.name} is held by ${s.lockedBy}, which is over`);
      if (s.waiting.length && s.lockedBy === undefined && s.transition.enabled)
        wrong.push(`${s.waiting.join()} wait in front of ${s.name}, which is free and open`);
      for (const w of s.waiting)
        if (isOver(this.state.executions[w]?.status ?? 'Failed'))
          wrong.push(`${w} waits in front of ${s.name} and is over`);
    }
    for (const e of all) {
      const working =
        e.actions.some((a) => a.status === 'InProgress') ||
        Boolean(e.rules?.some((r) => r.status === 'InProgress'));
      const waits = this.state.stageStates.some((s) => s.waiting.includes(e.id));
      if (isOver(e.status) && working)
        wrong.push(`${e.id} is ${e.status} and something of it still runs`);
      if (!isOver(e.status) && !working && !waits)
        wrong.push(`${e.id} is ${e.status}, and nothing runs or waits that could end it`);
      if (!isOver(e.status) && waits && working) wrong.push(`${e.id} waits and works at once`);
      const holds = this.state.stageStates.filter((s) => s.lockedBy === e.id).length;
      if (modeOf(e.declaration) === 'PARALLEL' ? holds > 0 : holds > 1)
        wrong.push(`${e.id} holds ${holds} stages`);
    }
    return wrong;
  }
}
