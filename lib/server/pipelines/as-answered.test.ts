import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { asAnswered } from './as-answered';

const actionTypeId = {
  category: 'Approval',
  owner: 'AWS',
  provider: 'Manual',
  version: '1',
} as const;
const pipeline = (...actions: object[]): PipelineDeclaration =>
  ({ name: 'shop', roleArn: 'r', stages: [{ name: 'Gate', actions }] }) as PipelineDeclaration;
/** As AWS answers it. */
const now = pipeline({
  inputArtifacts: [],
  name: 'Approve',
  actionTypeId,
  outputArtifacts: [],
  configuration: {},
  runOrder: 1,
});
const text = (declaration: PipelineDeclaration): string => JSON.stringify(declaration);

describe('a declaration as AWS will answer it', () => {
  it('is no other when what AWS fills in is left out', () => {
    expect(text(asAnswered(pipeline({ name: 'Approve', actionTypeId }), now))).toBe(text(now));
    expect(text(asAnswered(now, now))).toBe(text(now));
  });

  it('has what is written, and all of a new action', () => {
    const written = pipeline(
      { name: 'Approve', actionTypeId, runOrder: 2 },
      { name: 'Again', actionTypeId },
    );
    expect(asAnswered(written, now).stages?.[0]?.actions).toEqual([
      { ...now.stages?.[0]?.actions?.[0], runOrder: 2 },
      {
        name: 'Again',
        actionTypeId,
        configuration: {},
        outputArtifacts: [],
        inputArtifacts: [],
        runOrder: 1,
      },
    ]);
  });
});
