import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectionTo } from '../aws/connection';
import type { PipelineFacts } from './pipeline-facts';
import { cloneOf, projectSource } from './project-source';

const LOCAL = connectionTo({ backend: 'local', endpoint: 'http://127.0.0.1:4566' });
const AWS = connectionTo({ backend: 'aws', region: 'eu-west-1' });

const facts = (
  provider: string,
  configuration: Record<string, string>,
  revisionUrl?: string,
): PipelineFacts => ({
  declaration: {
    name: 'shop',
    roleArn: undefined,
    stages: [
      {
        name: 'Source',
        actions: [
          {
            name: 'Take',
            actionTypeId: { category: 'Source', owner: 'AWS', provider, version: '1' },
            configuration,
          },
        ],
      },
    ],
  },
  arn: 'arn:aws:codepipeline:eu-west-1:111122223333:shop',
  updatedAt: 0,
  stages: [],
  parallelExecutions: new Map(),
  executions: [
    {
      pipelineExecutionId: 'e-1',
      sourceRevisions: [{ actionName: 'Take', revisionId: 'a'.repeat(40), revisionUrl }],
    },
  ],
  older: [],
  actions: [],
  live: new Map(),
  unread: new Map(),
});

describe('the set-up for a clone', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'starboard-clone-'));
    process.env['STARBOARD_HOME'] = "/home/o'neil/star board";
  });
  afterEach(() => {
    delete process.env['STARBOARD_HOME'];
    rmSync(dir, { recursive: true, force: true });
  });

  const config = (commands: readonly string[]): string => {
    const file = join(dir, 'config');
    for (const command of commands)
      execFileSync('bash', ['-c', command], { env: { ...process.env, GIT_CONFIG_GLOBAL: file } });
    return readFileSync(file, 'utf8');
  };

  it('tells git who signs for the one host, whatever the folder is called', () => {
    const { command, setUp } = cloneOf(LOCAL, 'http://127.0.0.1:4566/v1/repos/shop');
    expect(command).toBe('git clone http://127.0.0.1:4566/v1/repos/shop');
    const written = config(setUp);
    expect(written).toContain('[credential "http://127.0.0.1:4566"]');
    expect(written).toContain('starboard.mjs git-credential');
  });

  it('is the AWS CLI helper on AWS', () => {
    const url = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop';
    const written = config(cloneOf(AWS, url).setUp);
    expect(written).toContain('helper = !aws codecommit credential-helper $@');
    expect(written).toContain('UseHttpPath = true');
  });
});

describe('where the code of a pipeline is', () => {
  it('is a repository of CodeCommit, wherever the pipeline came from', () => {
    const own = facts('CodeCommit', { RepositoryName: 'orders', BranchName: 'trunk' });
    expect(projectSource(AWS, own, undefined)).toMatchObject({
      repository: 'orders',
      branch: 'trunk',
      clone: {
        command: 'git clone https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/orders',
      },
    });
    expect(projectSource(LOCAL, own, undefined)?.clone?.command).toBe(
      'git clone http://127.0.0.1:4566/v1/repos/orders',
    );
  });

  it('is the page of the repository where the host of a commit is known', () => {
    const github = facts(
      'CodeStarSourceConnection',
      { FullRepositoryId: 'halden/shop', BranchName: 'main' },
      `https://github.com/halden/shop/commit/${'a'.repeat(40)}`,
    );
    expect(projectSource(AWS, github, undefined)).toMatchObject({
      url: 'https://github.com/halden/shop',
      clone: { command: 'git clone https://github.com/halden/shop.git', setUp: [] },
    });
  });

  it('is named without an address where none is known', () => {
    const bucket = facts('S3', { S3Bucket: 'releases', S3ObjectKey: 'shop.zip' });
    expect(projectSource(AWS, bucket, undefined)).toEqual({
      provider: 'S3',
      repository: 'releases',
      branch: 'shop.zip',
      url: undefined,
      clone: undefined,
    });
  });
});
