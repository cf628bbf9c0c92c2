import { describe, expect, it } from 'vitest';
import { callWith, type ChangeCall } from './change-call';

describe("a change's call", () => {
  const stop: ChangeCall = {
    service: 'codepipeline',
    operation: 'stop-pipeline-execution',
    input: { pipelineName: 'shop', abandon: false },
    reasonIn: ['reason'],
  };

  it('has the reason as it was typed, and none where none was', () => {
    expect(callWith(stop, { reason: ' wrong branch ' }).input).toEqual({
      pipelineName: 'shop',
      abandon: false,
      reason: 'wrong branch',
    });
    expect(callWith(stop, { reason: ' ' })).toEqual({
      service: 'codepipeline',
      operation: 'stop-pipeline-execution',
      input: stop.input,
    });
  });

  it('has it within a structure beside what is there', () => {
    const approve: ChangeCall = {
      ...stop,
      input: { result: { status: 'Approved', summary: '' } },
      reasonIn: ['result', 'summary'],
    };
    expect(callWith(approve, { reason: 'seen' }).input).toEqual({
      result: { status: 'Approved', summary: 'seen' },
    });
    expect(callWith(approve, {}).input).toEqual(approve.input);
  });

  it('has the values that differ from what was shown, and no others', () => {
    const start: ChangeCall = {
      service: 'codebuild',
      operation: 'start-build',
      input: { projectName: 'shop' },
      variablesIn: {
        member: 'environmentVariablesOverride',
        type: 'PLAINTEXT',
        shown: { STAGE: 'ci', OTHER: 'x' },
        apart: { 'Source version': 'sourceVersion' },
      },
    };
    const variables = { 'Source version': 'main', STAGE: 'prod', OTHER: 'x' };
    expect(callWith(start, { variables }).input).toEqual({
      projectName: 'shop',
      sourceVersion: 'main',
      environmentVariablesOverride: [{ name: 'STAGE', value: 'prod', type: 'PLAINTEXT' }],
    });
  });
});
