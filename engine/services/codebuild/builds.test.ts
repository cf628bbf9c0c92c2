import { expect, it } from 'vitest';
import { startOf, type Build } from './builds';
import { startAsKept } from './idempotency';

const pipeline = { source: { bucket: 'b', key: 'k' } };
const request = { projectName: 'web', environmentVariablesOverride: [] };

it('starts a build of an older home again with the origin that its input holds', () => {
  const input = {
    ...request,
    starboardInitiator: 'codepipeline/shop',
    starboardPipeline: pipeline,
  };
  expect(startOf({ input } as unknown as Build)).toEqual({
    request,
    origin: { initiator: 'codepipeline/shop', pipeline, batch: undefined },
  });
  expect(startOf({ input: request } as unknown as Build)).toEqual({ request, origin: undefined });
});

it('knows a start again that an older home has kept with its token', () => {
  const kept = JSON.stringify({
    ...request,
    starboardInitiator: 'codepipeline/shop',
    starboardPipeline: pipeline,
  });
  const again = startAsKept(
    { ...request, idempotencyToken: 'one' },
    { initiator: 'codepipeline/shop', pipeline },
  );
  expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(kept));
});
