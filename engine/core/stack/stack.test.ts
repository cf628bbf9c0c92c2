import { describe, expect, it } from 'vitest';
import { resolve, type Scope } from './intrinsics';
import { step, type ResourceState, type StackEvent, type StackState } from './machine';
import { parameterValues } from './parameters';
import { dependencies } from './references';
import { parseTemplate, TemplateError } from './template';

const yaml = `
Parameters: {Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}, Names: {Type: CommaDelimitedList, Default: "a, b"}}
Conditions: {IsProd: !Equals [!Ref Env, prod], NotProd: !Not [!Condition IsProd]}
Resources:
  A: {Type: X}
  B: {Type: X, DependsOn: A, Properties: {Name: !Sub "\${A.Arn}/\${Env}/\${!Literal}/\${AWS::Region}", List: [!If [IsProd, 1, !Ref "AWS::NoValue"], 2], J: !Join ["-", !Ref Names], S: !Select [1, !Ref Names], U: {Fn::Base64: hi}}}
`;
const template = parseTemplate(yaml);
const scope: Scope = {
  template,
  parameters: parameterValues(template, {}),
  pseudo: { 'AWS::Region': 'r1' },
  resources: { A: { '': 'a-1', Arn: 'arn:a' } },
};

describe('a template', () => {
  it('has its intrinsic functions carried out', () => {
    expect(resolve(template.Resources['B']?.Properties, scope)).toEqual({
      Name: 'arn:a/dev/${Literal}/r1',
      List: [2],
      J: 'a-b',
      S: 'b',
      U: 'aGk=',
    });
  });

  it('tells what must be made first', () => {
    expect(Object.fromEntries(dependencies(scope))).toEqual({
      A: [],
      B: ['A'],
    });
  });

  it('with a circle, an unknown reference or a wrong parameter is refused', () => {
    const circle = parseTemplate(
      '{"Resources":{"A":{"Type":"X","Properties":{"P":{"Ref":"B"}}},"B":{"Type":"X","DependsOn":"A"}}}',
    );
    expect(() => dependencies({ ...scope, template: circle })).toThrow(
      'Circular dependency between resources: [A, B]',
    );
    expect(() => parameterValues(template, { Env: 'test' })).toThrow(TemplateError);
    expect(() => parameterValues(template, { Nope: 'x' })).toThrow('do not exist in the template');
    expect(() => resolve({ Ref: 'Nobody' }, scope)).toThrow(
      'Unresolved resource dependencies [Nobody]',
    );
    expect(() => parseTemplate('Resources: {}')).toThrow('At least one Resources member');
  });
});

const resource = (
  id: string,
  dependsOn: string[] = [],
  more: Partial<ResourceState> = {},
): ResourceState => ({
  id,
  type: 'X',
  status: 'WAITING',
  dependsOn,
  deletionPolicy: 'Delete',
  signals: 0,
  ...more,
});
const stack = (
  resources: ResourceState[],
  onFailure: StackState['onFailure'] = 'ROLLBACK',
): StackState => ({
  status: 'CREATE_IN_PROGRESS',
  onFailure,
  resources: Object.fromEntries(resources.map((r) => [r.id, r])),
});

function play(
  state: StackState,
  ...events: StackEvent[]
): { state: StackState; commands: string[] } {
  const commands: string[] = [];
  let now = state;
  for (const e of events) {
    let next = step(now, e);
    // The service evaluates the outputs at once.
    if (next.commands.some((c) => c.type === 'outputs'))
      next = { ...next, state: step(next.state, { type: 'outputs-made' }).state };
    now = next.state;
    commands.push(
      ...next.commands
        .map((c) => ('id' in c && c.type !== 'resource-event' ? `${c.type} ${c.id}` : ''))
        .filter(Boolean),
    );
  }
  return { state: now, commands };
}
const created = (id: string): StackEvent => ({
  type: 'created',
  id,
  physicalId: `${id}-1`,
  attributes: {},
});

describe('a stack', () => {
  it('makes what it can at once, dependents after', () => {
    const { state, commands } = play(
      stack([resource('A'), resource('B', ['A']), resource('C')]),
      { type: 'begin' },
      created('A'),
      created('B'),
      created('C'),
    );
    expect(commands).toEqual(['create A', 'create C', 'create B']);
    expect(state.status).toBe('CREATE_COMPLETE');
  });

  it('is not complete before its outputs are', () => {
    const made = step(stack([resource('A', [], { status: 'CREATE_IN_PROGRESS' })]), created('A'));
    expect(made.state.status).toBe('CREATE_IN_PROGRESS');
    expect(made.commands.at(-1)).toEqual({ type: 'outputs' });
    const { state, commands } = play(made.state, { type: 'outputs-failed', reason: 'No value.' });
    expect(commands).toEqual(['delete A']);
    expect(state).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      reason: 'No value. Rollback requested by user.',
    });
  });

  it('that is refused before its first resource makes none', () => {
    const { state, commands } = play(stack([resource('A')]), { type: 'begin', refused: 'No key.' });
    expect(commands).toEqual([]);
    expect(state.status).toBe('ROLLBACK_COMPLETE');
  });

  it('that takes too long is undone, or left as it is where that was asked for', () => {
    const waiting = [resource('A', [], { signals: 1 }), resource('B', ['A'])];
    const begun: StackEvent[] = [{ type: 'begin' }, created('A'), { type: 'timeout' }];
    expect(play(stack(waiting), ...begun).commands.at(-1)).toBe('delete A');
    expect(play(stack(waiting, 'DO_NOTHING'), ...begun).state).toMatchObject({
      status: 'CREATE_FAILED',
      resources: { A: { status: 'CREATE_FAILED' }, B: { status: 'WAITING' } },
    });
    const done = play(stack([resource('A')]), { type: 'begin' }, created('A'), { type: 'timeout' });
    expect(done.state.status).toBe('CREATE_COMPLETE');
  });

  it('waits for a signal, also for one that came early', () => {
    const late = play(stack([resource('A', [], { signals: 1 })]), { type: 'begin' }, created('A'));
    expect(late.state.status).toBe('CREATE_IN_PROGRESS');
    expect(
      play(late.state, { type: 'signal', id: 'A', success: true, reason: '' }).state.status,
    ).toBe('CREATE_COMPLETE');
    expect(
      play(
        stack([resource('A', [], { signals: 1 })]),
        { type: 'begin' },
        { type: 'signal', id: 'A', success: true, reason: '' },
        created('A'),
      ).state.status,
    ).toBe('CREATE_COMPLETE');
  });

  it('waits for as many signals as it was told, and counts each sender once', () => {
    const signal = (by: string): StackEvent => ({
      type: 'signal',
      id: 'A',
      by,
      success: true,
      reason: '',
    });
    const two = stack([resource('A', [], { signals: 2 })]);
    const once = play(two, { type: 'begin' }, signal('i-1'), created('A'), signal('i-1'));
    expect(once.state.status).toBe('CREATE_IN_PROGRESS');
    expect(play(once.state, signal('i-2')).state.status).toBe('CREATE_COMPLETE');
  });

  it('undoes a resource whose failure signal came before it was known to be made', () => {
    const { state, commands } = play(
      stack([resource('A', [], { signals: 1 })]),
      { type: 'begin' },
      { type: 'signal', id: 'A', success: false, reason: 'no runtime' },
      created('A'),
    );
    expect(commands).toEqual(['create A', 'delete A']);
    expect(play(state, { type: 'deleted', id: 'A' }).state.status).toBe('ROLLBACK_COMPLETE');
  });

  it('that fails waits for what is being made, then undoes all, dependents first', () => {
    const { state, commands } = play(
      stack([resource('A'), resource('B', ['A']), resource('C')]),
      { type: 'begin' },
      created('A'),
      { type: 'create-failed', id: 'B', reason: 'no' },
      created('C'),
      { type: 'deleted', id: 'A' },
      { type: 'deleted', id: 'C' },
    );
    expect(commands.slice(3)).toEqual(['delete A', 'delete C']);
    expect(state.status).toBe('ROLLBACK_COMPLETE');
  });

  it('keeps what is to be retained, but not when its own creation is undone', () => {
    const kept = resource('A', [], { deletionPolicy: 'RetainExceptOnCreate' });
    const done = play(stack([kept]), { type: 'begin' }, created('A'), { type: 'delete' });
    expect(done.state).toMatchObject({
      status: 'DELETE_COMPLETE',
      resources: { A: { status: 'DELETE_SKIPPED' } },
    });
    const undone = play(
      stack([kept, resource('B', ['A'])], 'DELETE'),
      { type: 'begin' },
      created('A'),
      { type: 'create-failed', id: 'B', reason: 'no' },
    );
    expect(undone.commands).toContain('delete A');
  });

  it('that cannot delete says what is left, and tries again when asked again', () => {
    const failed = play(
      stack([resource('A')]),
      { type: 'begin' },
      created('A'),
      { type: 'delete' },
      { type: 'delete-failed', id: 'A', reason: 'not empty' },
    );
    expect(failed.state).toMatchObject({
      status: 'DELETE_FAILED',
      reason: 'The following resource(s) failed to delete: [A].',
    });
    expect(play(failed.state, { type: 'delete' }, { type: 'deleted', id: 'A' }).state.status).toBe(
      'DELETE_COMPLETE',
    );
  });
});
