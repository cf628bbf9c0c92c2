import { expect, it } from 'vitest';
import type { PipelineFacts } from '../data/pipeline-facts';
import { liveNow } from './common';

const action = (category: 'Source' | 'Build' | 'Deploy') => ({
  name: 'Do',
  actionTypeId: { category, owner: 'AWS', provider: 'S3', version: '1' } as const,
});
const facts = {
  declaration: {
    name: 'shop',
    roleArn: '',
    stages: [
      { name: 'Source', actions: [action('Source')] },
      { name: 'Build', actions: [action('Build')] },
      { name: 'Production', actions: [action('Deploy')] },
    ],
  },
  stages: ['Source', 'Build', 'Production'].map((stageName) => ({ stageName })),
  live: new Map(),
  unread: new Map(),
} as unknown as PipelineFacts;

it('only what is deployed is called live', () => {
  expect(['Source', 'Build', 'Production'].map((s) => liveNow(facts, s).label)).toEqual([
    'Newest in Source',
    'Last good in Build',
    'Live in Production',
  ]);
});
