import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { request } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dashboardName } from '../../adapters/dashboard-name';
import { startTestEngine, type TestEngine } from '../../testing/start';
import { until } from '../../testing/wait';

const home = mkdtempSync(join(tmpdir(), 'starboard-website-'));
let engine: TestEngine;
let s3: S3;
let url = '';
const clients = () => ({
  s3: new S3({ ...engine.client, forcePathStyle: true }),
  cfn: new CloudFormation(engine.client),
});
beforeAll(async () => {
  engine = await startTestEngine({}, home);
  s3 = clients().s3;
});
afterAll(async () => {
  await engine.stop(true);
  rmSync(home, { recursive: true, force: true });
});

const open = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
const template = {
  Resources: {
    Site: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'site',
        WebsiteConfiguration: {
          IndexDocument: 'index.html',
          ErrorDocument: 'error.html',
          RoutingRules: [
            {
              RoutingRuleCondition: { KeyPrefixEquals: 'old/' },
              RedirectRule: { ReplaceKeyWith: 'index.html' },
            },
          ],
        },
        PublicAccessBlockConfiguration: open,
      },
    },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Site' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: { 'Fn::Sub': '${Site.Arn}/*' },
            },
          ],
        },
      },
    },
  },
  Outputs: { Url: { Value: { 'Fn::GetAtt': ['Site', 'WebsiteURL'] } } },
};
const get = (path: string) => fetch(url + path, { redirect: 'manual' });
const status = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${url}/`, { headers: { host } }, (r) => {
      r.resume();
      resolve(r.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('a bucket as a website', () => {
  it('has an address of its own that answers without credentials what the policy lets out', async () => {
    const { cfn } = clients();
    await cfn.createStack({ StackName: 'site', TemplateBody: JSON.stringify(template) });
    const stack = await until('the stack', async () => {
      const s = (await cfn.describeStacks({ StackName: 'site' })).Stacks?.[0];
      return s?.StackStatus !== 'CREATE_IN_PROGRESS' && s;
    });
    url = stack.Outputs?.[0]?.OutputValue ?? '';
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await s3.putObject({
      Bucket: 'site',
      Key: 'index.html',
      Body: '<h1>Hello</h1>',
      ContentType: 'text/html',
      CacheControl: 'no-cache',
    });
    await s3.putObject({
      Bucket: 'site',
      Key: 'error.html',
      Body: 'sorry',
      ContentType: 'text/html',
    });
    const page = await get('/');
    expect([
      page.status,
      page.headers.get('content-type'),
      page.headers.get('cache-control'),
      await page.text(),
    ]).toEqual([200, 'text/html', 'no-cache', '<h1>Hello</h1>']);
    expect(
      (await fetch(url, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } })).status,
    ).toBe(304);
    expect((await get('/old/x')).headers.get('location')).toBe(`${url}/index.html`);
  });

  it('admits what is missing only to who may list, shows the error document, and changes nothing', async () => {
    const missing = await get('/none');
    expect([missing.status, await missing.text()]).toEqual([403, 'sorry']);
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(405);
    expect(await status('evil.example')).toBe(403);
    // The dashboard's own name brings its session: no website gets it.
    expect(await status(`${dashboardName(home)}:${new URL(url).port}`)).toBe(403);
    expect(await status(`other.localhost:${new URL(url).port}`)).toBe(200);
  });

  it('is closed once the policy is gone; a public policy is refused where that is blocked, and ACLs where they are off', async () => {
    const { Policy } = await s3.getBucketPolicy({ Bucket: 'site' });
    await s3.deleteBucketPolicy({ Bucket: 'site' });
    expect((await get('/')).status).toBe(403);
    await s3.putPublicAccessBlock({
      Bucket: 'site',
      PublicAccessBlockConfiguration: { ...open, BlockPublicPolicy: true },
    });
    await expect(s3.putBucketPolicy({ Bucket: 'site', Policy })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await s3.putPublicAccessBlock({ Bucket: 'site', PublicAccessBlockConfiguration: open });
    await s3.putBucketPolicy({ Bucket: 'site', Policy });
    expect((await get('/')).status).toBe(200);
    await expect(s3.putBucketPolicy({ Bucket: 'site', Policy: 'no json' })).rejects.toMatchObject({
      name: 'MalformedPolicy',
    });
    await expect(
      s3.putObject({ Bucket: 'site', Key: 'x', Body: 'x', ACL: 'public-read' }),
    ).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
  });

  it('answers on the same address after a stop and a start', async () => {
    await engine.stop(true);
    await expect(get('/')).rejects.toThrow();
    // Another program has the port meanwhile: it is said, and waited for.
    const other = createServer().listen(Number(new URL(url).port), '127.0.0.1');
    engine = await startTestEngine({}, home);
    s3 = clients().s3;
    await until('it is said', () =>
      Promise.resolve(engine.log.some((l) => l.includes('is taken by another process'))),
    );
    await new Promise((closed) => {
      other.close(closed);
    });
    await until('the website answers', () =>
      get('/').then(
        (r) => r.ok,
        () => false,
      ),
    );
  });

  it('is written by the S3 deploy action, file by file with type and cache control; what only the former release had stays', async () => {
    const cc = new CodeCommit(engine.client);
    const cp = new CodePipeline(engine.client);
    await cc.createRepository({ repositoryName: 'r' });
    const put = async (filePath: string, text: string, parentCommitId?: string) =>
      (
        await cc.putFile({
          repositoryName: 'r',
          branchName: 'main',
          filePath,
          fileContent: Buffer.from(text),
          parentCommitId,
        })
      ).commitId;
    const first = await put('index.html', '<h1>One</h1>', await put('css/ü b.css', 'a{}'));
    await s3.createBucket({ Bucket: 'artifacts' });
    const type = (category: 'Source' | 'Deploy', provider: string) => ({
      category,
      owner: 'AWS' as const,
      provider,
      version: '1',
    });
    await cp.createPipeline({
      pipeline: {
        name: 'site',
        roleArn: 'arn:aws:iam::000000000000:role/r',
        pipelineType: 'V2',
        artifactStore: { type: 'S3', location: 'artifacts' },
        stages: [
          {
            name: 'Source',
            actions: [
              {
                name: 'Source',
                actionTypeId: type('Source', 'CodeCommit'),
                configuration: { RepositoryName: 'r', BranchName: 'main' },
                outputArtifacts: [{ name: 'S' }],
              },
            ],
          },
          {
            name: 'Deploy',
            actions: [
              {
                name: 'Site',
                actionTypeId: type('Deploy', 'S3'),
                configuration: { BucketName: 'site', Extract: 'true', CacheControl: 'max-age=5' },
                inputArtifacts: [{ name: 'S' }],
              },
              {
                name: 'Whole',
                actionTypeId: type('Deploy', 'S3'),
                configuration: {
                  BucketName: 'artifacts',
                  Extract: 'false',
                  ObjectKey: 'whole.zip',
                },
                inputArtifacts: [{ name: 'S' }],
              },
            ],
          },
        ],
      },
    });
    const settled = (pipelineExecutionId: string) =>
      until('the execution ends', async () => {
        const e = (await cp.getPipelineExecution({ pipelineName: 'site', pipelineExecutionId }))
          .pipelineExecution;
        return e?.status !== 'InProgress' && e;
      });
    const one =
      (await cp.listPipelineExecutions({ pipelineName: 'site' })).pipelineExecutionSummaries?.[0]
        ?.pipelineExecutionId ?? '';
    expect(await settled(one)).toMatchObject({ status: 'Succeeded' });
    const sheet = await get('/css/%C3%BC%20b.css');
    expect([sheet.headers.get('content-type'), sheet.headers.get('cache-control')]).toEqual([
      'text/css',
      'max-age=5',
    ]);
    expect((await s3.headObject({ Bucket: 'artifacts', Key: 'whole.zip' })).ContentType).toBe(
      'application/zip',
    );
    await put('new.html', 'new', await put('index.html', '<h1>Two</h1>', first));
    await settled((await cp.startPipelineExecution({ name: 'site' })).pipelineExecutionId ?? '');
    expect(await (await get('/')).text()).toBe('<h1>Two</h1>');
    const back = await cp.rollbackStage({
      pipelineName: 'site',
      stageName: 'Deploy',
      targetPipelineExecutionId: one,
    });
    expect(await settled(back.pipelineExecutionId ?? '')).toMatchObject({ status: 'Succeeded' });
    expect([await (await get('/')).text(), (await get('/new.html')).status]).toEqual([
      '<h1>One</h1>',
      200,
    ]);
  });

  it('goes with its bucket', async () => {
    for (const o of (await s3.listObjectsV2({ Bucket: 'site' })).Contents ?? [])
      await s3.deleteObject({ Bucket: 'site', Key: o.Key });
    await clients().cfn.deleteStack({ StackName: 'site' });
    await until('nothing answers', () =>
      get('/').then(
        () => false,
        () => true,
      ),
    );
  });
});
