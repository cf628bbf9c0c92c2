import { expect, it } from 'vitest';
import { problemOf } from '@/lib/domain/changes/command';
import { projectSettings, type ProjectSettings } from './build-project-schema';

const fine: ProjectSettings = {
  description: '',
  image: 'aws/codebuild/standard:7.0',
  computeType: 'BUILD_GENERAL1_SMALL',
  privileged: false,
  buildspec: '',
  timeoutMinutes: 60,
  queuedTimeoutMinutes: 480,
  concurrentLimit: 0,
  autoRetryLimit: 0,
  variables: [{ name: 'A', type: 'PLAINTEXT', value: '1' }],
  cache: { kind: 'NO_CACHE', location: '', modes: [] },
  vpc: { id: '', subnets: '', groups: '' },
  kmsKey: '',
};

it.each<[Partial<ProjectSettings>, RegExp | undefined]>([
  [{}, undefined],
  [{ image: ' ' }, /image/],
  [{ timeoutMinutes: 4 }, /5 to 2160/],
  [{ queuedTimeoutMinutes: 481 }, /5 to 480/],
  [{ autoRetryLimit: 11 }, /0 to 10/],
  [{ timeoutMinutes: 5.5 }, /5 to 2160/],
  [{ cache: { kind: 'S3', location: '', modes: [] } }, /bucket/],
  [{ cache: { kind: 'S3', location: 'caches/shop', modes: [] } }, undefined],
  [{ cache: { kind: 'S3', location: 'arn:aws:s3:::caches/shop', modes: [] } }, undefined],
  [{ description: 'x'.repeat(256) }, /at most 255/],
  [{ concurrentLimit: NaN }, /0 means no project limit/],
  [{ cache: { kind: 'LOCAL', location: '', modes: [] } }, /at least one/],
  [{ vpc: { id: 'vpc-1', subnets: '', groups: '' } }, /1 to 16/],
  [{ vpc: { id: '', subnets: 'subnet-1', groups: '' } }, /vpc-…/],
  [{ vpc: { id: 'vpc-1', subnets: 'subnet-1, net', groups: 'sg-1' } }, /net is not a subnet/],
  [{ vpc: { id: 'vpc-1', subnets: 'subnet-1, subnet-2', groups: 'sg-1' } }, undefined],
  [{ kmsKey: 'mine' }, /ARN/],
  [{ kmsKey: 'alias/mine' }, undefined],
  [{ variables: [{ name: 'a b', type: 'PLAINTEXT', value: '' }] }, /not a variable name/],
  [{ variables: [{ name: 'CODEBUILD_X', type: 'PLAINTEXT', value: '' }] }, /reserved/],
  [
    {
      variables: [
        { name: 'A', type: 'PLAINTEXT', value: '' },
        { name: 'A', type: 'PLAINTEXT', value: '' },
      ],
    },
    /twice/,
  ],
])('settings %j: %s', (change, problem) => {
  const { error } = projectSettings.safeParse({ ...fine, ...change });
  if (problem) expect(error && problemOf(error)).toMatch(problem);
  else expect(error).toBeUndefined();
});
