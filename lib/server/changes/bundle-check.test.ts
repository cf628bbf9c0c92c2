import { afterEach, expect, it } from 'vitest';
import { answering, Refused, type Answering } from '@/e2e/support/answering';
import { cache } from '../cache/cache';
import type { PipelineFacts } from '../data/pipeline-facts';
import { checkRelease } from './bundle-check';

let aws: Answering | undefined;
afterEach(async () => {
  await aws?.stop();
  cache.clear();
});

const DEPLOY = {
  name: 'Deploy',
  actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeDeploy', version: '1' },
  configuration: { ApplicationName: 'shop', DeploymentGroupName: 'production' },
  inputArtifacts: [{ name: 'Build' }],
};
const FACTS = {
  declaration: { name: 'shop', stages: [{ name: 'Production', actions: [DEPLOY] }] },
  stages: [],
  actions: [],
  executions: [],
} as unknown as PipelineFacts;

it('artifacts that may not be listed are not a bundle without problems', async () => {
  aws = await answering('eu-north-1', {
    ListActionExecutions: () => {
      throw new Refused('AccessDeniedException', 'not yours');
    },
  });
  const found = await checkRelease(aws.connection, FACTS, 'Production', 'an-execution');
  expect(found?.findings).toEqual([]);
  expect(found?.unread).toMatch(/\S/);
});
