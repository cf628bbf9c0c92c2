import { describe, expect, it } from 'vitest';
import { parseBuildspec } from './buildspec/parse';
import { BuildspecError } from './buildspec/reader';
import { begin, finish, step } from './machine';
import { buildStatus, nextPhase, type OnFailure, type Phase, type PhaseStatus } from './phases';

describe('what follows a phase', () => {
  it.each<[Phase, PhaseStatus, OnFailure, Phase]>([
    ['DOWNLOAD_SOURCE', 'SUCCEEDED', undefined, 'INSTALL'],
    ['DOWNLOAD_SOURCE', 'FAILED', undefined, 'FINALIZING'],
    ['INSTALL', 'FAILED', undefined, 'FINALIZING'],
    ['PRE_BUILD', 'FAILED', undefined, 'FINALIZING'],
    ['PRE_BUILD', 'FAILED', { action: 'CONTINUE' }, 'BUILD'],
    ['BUILD', 'FAILED', undefined, 'POST_BUILD'],
    ['BUILD', 'FAILED', { action: 'ABORT' }, 'FINALIZING'],
    ['POST_BUILD', 'FAILED', undefined, 'UPLOAD_ARTIFACTS'],
    ['UPLOAD_ARTIFACTS', 'FAILED', undefined, 'FINALIZING'],
    ['BUILD', 'STOPPED', undefined, 'FINALIZING'],
    ['BUILD', 'TIMED_OUT', { action: 'CONTINUE' }, 'FINALIZING'],
    ['FINALIZING', 'SUCCEEDED', undefined, 'COMPLETED'],
  ])('%s %s (on-failure %s) → %s', (phase, status, onFailure, next) => {
    expect(nextPhase(phase, status, onFailure)).toBe(next);
  });

  it('is a build as good as its worst phase', () => {
    expect(
      buildStatus([
        { phaseStatus: 'SUCCEEDED' },
        { phaseStatus: 'FAILED' },
        { phaseStatus: 'SUCCEEDED' },
      ]),
    ).toBe('FAILED');
    expect(buildStatus([{ phaseStatus: 'SUCCEEDED' }])).toBe('SUCCEEDED');
  });
});

describe('a build', () => {
  const started = {
    type: 'started',
    at: 2,
    pid: 1,
    startTime: '1',
    sandbox: 'process',
    reason: '',
  } as const;

  it('applies its journal, and nothing after its end', () => {
    let state = step(begin(1), started).state;
    state = step(state, {
      type: 'phase-ended',
      at: 3,
      phase: 'PROVISIONING',
      status: 'SUCCEEDED',
      code: '',
      message: '',
    }).state;
    state = step(state, { type: 'ended', at: 4 }).state;
    expect(state).toMatchObject({
      buildStatus: 'SUCCEEDED',
      currentPhase: 'COMPLETED',
      endTime: 4,
    });
    expect(step(state, { type: 'phase-started', at: 5, phase: 'BUILD' })).toEqual({
      state,
      commands: [],
    });
  });

  it('takes the same entry twice as once', () => {
    const once = step(step(begin(1), started).state, {
      type: 'phase-started',
      at: 3,
      phase: 'BUILD',
    }).state;
    expect(step(once, { type: 'phase-started', at: 9, phase: 'BUILD' }).state).toEqual(once);
  });

  it('that is ended from outside between two phases is no success', () => {
    const between = step(step(begin(1), started).state, {
      type: 'phase-ended',
      at: 3,
      phase: 'PROVISIONING',
      status: 'SUCCEEDED',
      code: '',
      message: '',
    }).state;
    expect(
      finish(between, 'FAULT', { statusCode: 'INTERNAL_SERVICE_ERROR', message: 'gone' }, 9).state
        .buildStatus,
    ).toBe('FAULT');
  });

  it('that is ended from outside gives its running phase the reason', () => {
    const { state } = finish(
      step(begin(1), started).state,
      'FAULT',
      { statusCode: 'INTERNAL_SERVICE_ERROR', message: 'gone' },
      9,
    );
    expect(state.buildStatus).toBe('FAULT');
    expect(state.phases.find((p) => p.phaseType === 'PROVISIONING')).toMatchObject({
      phaseStatus: 'FAULT',
      contexts: [{ message: 'gone' }],
    });
  });
});

describe('a buildspec', () => {
  it('takes numbers, yes and no as YAML writes them, and values literally', () => {
    const spec = parseBuildspec(
      'version: 0.2\nenv: {variables: {A: 1.0, B: yes, C: "$HOME"}}\nphases: {build: {commands: [true, 7, "x"], on-failure: ABORT}}\nartifacts: {files: ["**/*"], discard-paths: yes}\n',
    );
    expect(spec.variables).toEqual({ A: '1.0', B: 'yes', C: '$HOME' });
    expect(spec.phases.build).toEqual({
      commands: ['true', '7', 'x'],
      finally: [],
      onFailure: { action: 'ABORT' },
      runAs: undefined,
    });
    expect(spec.artifacts?.discardPaths).toBe(true);
  });

  it.each([
    ['', /empty/],
    ['version: 0.3\nphases: {}\n', /Invalid buildspec version: 0.3/],
    ['version: 0.2\nphases: {deploy: {}}\n', /Unknown phase name: deploy at line 2/],
    ['version: 0.2\nphases: {build: {commands: {a: b}}}\n', /Expected Commands to be a list/],
  ])('%j is refused', (text, message) => {
    expect(() => parseBuildspec(text)).toThrow(BuildspecError);
    expect(() => parseBuildspec(text)).toThrow(message);
  });

  it.each([
    [
      'version: 0.2\n---\nphases: {}\n',
      'a buildspec is a single YAML document: a second one begins at line 2',
    ],
    ['version: 0.2\nphases: *none\n', 'the alias *none has no anchor &none before it at line 2'],
    ['a: *later\nb: &later 1\n', 'the alias *later has no anchor &later before it at line 1'],
    [
      'version: 0.2\nphases: {}\nversion: 0.2\n',
      'the key version is given twice in one map, again at line 3',
    ],
    ['version: "0.2\n', 'found a quote or bracket that is not closed at line 2'],
    ['a:\n  - x\n b: 1\n', 'the indentation does not match the lines above at line 3'],
    ['a: @x\n', 'found character that cannot start any token at line 1'],
    ['a: }\n', 'found unexpected content at line 1'],
    ['a: "\\q"\n', 'found an unknown escape sequence in double quotes at line 1'],
  ])('%j says in our own words: %s', (text, message) => {
    expect(() => parseBuildspec(text)).toThrow(new BuildspecError(message));
  });

  it('names what of a batch and a cache has no effect', () => {
    expect(
      parseBuildspec(`version: 0.2
batch:
  build-graph:
    - {identifier: a, debug-session: true, env: {fleet: mine, size: 3}}
    - {identifier: b, depend-on: [a]}
cache: {paths: [x], ttl: 3}
`).notServed,
    ).toEqual([
      'batch.build-graph[0].debug-session at line 4: builds have no debug sessions here',
      'batch.build-graph[0].env.size at line 4: no such key',
      'batch.build-graph[0].env.fleet at line 4: every build runs on this machine',
      'cache.ttl at line 6: no such key',
    ]);
  });

  it('names what has no effect', () => {
    expect(
      parseBuildspec(
        'version: 0.2\nproxy: {logs: yes}\nphases: {build: {commands: [x], nice: 3}}\n',
      ).notServed,
    ).toEqual([
      expect.stringContaining('proxy') as string,
      expect.stringContaining('phases.build.nice at line 3') as string,
    ]);
  });
});
